import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SyntheticDrive } from '../drives/synthetic/simulate-drive.js';
import { formatCanLog } from '../drives/write-log.js';
import { commitFiles } from '../files/commit-files.js';

const PROFILE = 'synthetic';

/** The drives as CAN logs, with the profile and the DBC that decode them. */
export async function writeCanLogs(
  folder: string,
  drives: readonly SyntheticDrive[],
  { rowDt, signal }: { rowDt: number; signal: AbortSignal },
): Promise<void> {
  const { readVehicle } = await import('../can/vehicle/read-vehicle.js'); // other files do without its packages
  const vehicle = await readVehicle(PROFILE);
  for (const { name, rows } of drives) {
    await commitFiles(new Map([[join(folder, `${name}.log`), formatCanLog(rows, vehicle, rowDt)]]));
    signal.throwIfAborted();
  }
  const profile = await readFile(vehicle.where, 'utf8');
  const schemaless = profile.replace(/^# yaml-language-server.*\n/, ''); // the schema stays where it is
  await commitFiles(
    new Map<string, string | Uint8Array>([
      [join(folder, `${PROFILE}.yaml`), schemaless],
      [join(folder, `${PROFILE}.dbc`), await readFile(vehicle.dbc.file)],
    ]),
  );
}
