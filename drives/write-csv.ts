import type { VehicleSample } from '../core/vehicle-sample.js';
import { writtenTable } from './written-cells.js';

/** A drive as CSV text that reads back as the same rows. */
export function formatCsv(rows: readonly VehicleSample[]): string {
  return writtenTable(rows)
    .map((cells) => `${cells.join(',')}\n`)
    .join('');
}
