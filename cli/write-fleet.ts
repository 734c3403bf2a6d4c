import { join } from 'node:path';
import type { SyntheticDrive } from '../drives/synthetic/simulate-drive.js';
import { formatCsv } from '../drives/write-csv.js';
import { commitFiles } from '../files/commit-files.js';

/** Writes synthetic drives as CSV files into a folder; returns their paths, in the drives' order. */
export async function writeFleet(folder: string, fleet: readonly SyntheticDrive[]): Promise<string[]> {
  const files = new Map(fleet.map(({ name, rows }) => [join(folder, `${name}.csv`), formatCsv(rows)]));
  await commitFiles(files);
  return [...files.keys()];
}
