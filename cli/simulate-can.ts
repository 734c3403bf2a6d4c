import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SyntheticDrive } from '../drives/synthetic/simulate-drive.js';
import { formatCanLog } from '../drives/write-log.js';
import { commitFiles } from '../files/commit-files.js';

const PROFILE = 'synthetic';

/** Writes drives as CAN logs into a folder, and beside them the profile and the DBC that decode them. */
export async function openCanLogs(folder: string, rowDt: number) {
  const { readVehicle } = await import('../can/vehicle/read-vehicle.js'); // other files do without its packages
  const vehicle = await readVehicle(PROFILE);
  return {
    write: ({ name, rows }: SyntheticDrive) =>
      commitFiles(new Map([[join(folder, `${name}.log`), formatCanLog(rows, vehicle, rowDt)]])),
    async writeProfile() {
      const profile = await readFile(vehicle.where, 'utf8');
      const schemaless = profile.replace(/^# yaml-language-server.*\n/, ''); // the schema stays where it is
      await commitFiles(
        new Map<string, string | Uint8Array>([
          [join(folder, `${PROFILE}.yaml`), schemaless],
          [join(folder, `${PROFILE}.dbc`), await readFile(vehicle.dbc.file)],
        ]),
      );
    },
  };
}
