import type { VehicleSample } from '../core/vehicle-sample.js';
import { WRITTEN_TITLES, writtenCells } from './written-cells.js';

/** A drive as CSV text that reads back as the same rows. */
export function formatCsv(rows: readonly VehicleSample[]): string {
  const lines = [WRITTEN_TITLES, ...rows.map(writtenCells)];
  return lines.map((cells) => `${cells.join(',')}\n`).join('');
}
