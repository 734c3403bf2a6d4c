import { join } from 'node:path';
import type { Command } from 'commander';
import { fleetDrives } from '../drives/synthetic/simulate-fleet.js';
import { formatCsv } from '../drives/write-csv.js';
import { formatWorkbook } from '../drives/write-workbook.js';
import { commitFiles } from '../files/commit-files.js';
import { makeFolder } from '../files/make-folder.js';
import { counted } from '../core/counted.js';
import { writeRoads } from './simulate-maps.js';
import { openCanLogs } from './simulate-can.js';
import { interruptSignal } from './exit.js';
import { integer, positiveNumber } from './option-values.js';

type Options = {
  out: string;
  vehicles: number;
  minutes: number;
  seed: number;
  rowDt: number;
  xlsx?: boolean;
  can?: boolean;
  maps?: boolean;
};

/** a day, longer than anybody drives on end */
const MOST_MINUTES = 24 * 60;

export function registerSimulate(program: Command): void {
  program
    .command('simulate')
    .description('write synthetic drives of several vehicles on several kinds of road')
    .requiredOption('--out <dir>', 'folder of the drives (required)')
    .option('--vehicles <n>', 'number of vehicles', integer('--vehicles', { min: 1, max: 1000 }), 6)
    .option(
      '--minutes <m>',
      `minutes of driving for each vehicle, ${MOST_MINUTES} at most`,
      positiveNumber('--minutes', { max: MOST_MINUTES }),
      5,
    )
    .option('--seed <n>', 'of roads, vehicles, drivers and sensors', integer('--seed', { min: 0, max: 2 ** 31 - 1 }), 1)
    .option('--row-dt <s>', 'step from row to row', positiveNumber('--row-dt', { max: 1 }), 0.1)
    .option('--xlsx', 'workbooks beside the CSV files')
    .option('--can', 'CAN logs too, in the folder can with the vehicle profile and DBC that they need')
    .option('--maps', 'the roads too, as OpenDRIVE and GeoJSON in the folder maps')
    .action(simulate);
}

async function simulate({ out, xlsx, can, maps, ...fleet }: Options): Promise<void> {
  const signal = interruptSignal();
  await makeFolder(out);
  const logs = can ? await openCanLogs(join(out, 'can'), fleet.rowDt) : undefined;
  let drives = 0;
  for (const drive of fleetDrives(fleet)) {
    const { name, rows } = drive;
    const files = new Map<string, string | Uint8Array>([[join(out, `${name}.csv`), formatCsv(rows)]]);
    if (xlsx) files.set(join(out, `${name}.xlsx`), await formatWorkbook(rows));
    await commitFiles(files);
    await logs?.write(drive);
    if (maps) await writeRoads(join(out, 'maps'), [drive]);
    drives++;
    signal.throwIfAborted();
  }
  await logs?.writeProfile();
  console.error(`${counted(drives, 'drive')} of ${counted(fleet.vehicles, 'vehicle')}, seed ${fleet.seed}, in ${out}`);
}
