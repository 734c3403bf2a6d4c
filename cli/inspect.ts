import { existsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type { Command } from 'commander';
import { isLog } from '../drives/is-log.js';
import { InputError } from '../core/input-error.js';
import { CARD_FILE, MODEL_FILE } from '../onnx/bundle.js';
import { listDrives } from '../drives/list-drives.js';
import { counted } from '../core/counted.js';
import { addFileOptions, sheetRemarks, toUser, vehicleOf, type FileOptions } from './drive-options.js';
import type { Inspection } from './inspection.js';
import { inspectBundle } from './inspect-bundle.js';
import { inspectDbc, readDbc } from './inspect-dbc.js';
import { inspectDrive } from './inspect-drive.js';
import { inspectLog } from './inspect-log.js';
import { inspectMap, inspectMapSource, isMap, isMapSource } from './inspect-map.js';
import { integer } from './option-values.js';

type Options = FileOptions & { dbc?: string; vehicle?: string; bitrate: number; dataBitrate: number; json?: boolean };

export function registerInspect(program: Command): void {
  const rate = (option: string) => integer(option, { min: 1000 });
  const command = program
    .command('inspect')
    .description(
      'what is in a file and what is wrong with it: a CAN log, a DBC, a vehicle profile, a model bundle, a map, a drive, or a folder',
    )
    .argument('<path>', 'file, or folder of a bundle, of drives or of logs')
    .option('--dbc <file>', 'names and ranges of the signals in a CAN log')
    .option('--vehicle <profile>', 'a profile (.yaml), or the name of one: whether it fits a CAN log')
    .option('--bitrate <bit/s>', 'of the bus, for its load', rate('--bitrate'), 500_000)
    .option('--data-bitrate <bit/s>', 'of the data of CAN FD frames', rate('--data-bitrate'), 2_000_000)
    .option('--json', 'figures as JSON on stdout, one object a file')
    .action(inspect);
  addFileOptions(command);
}

async function inspect(path: string, options: Options): Promise<void> {
  if (basename(path) === MODEL_FILE && existsSync(path)) {
    if (!existsSync(join(dirname(path), CARD_FILE)))
      throw new InputError(`expected ${CARD_FILE} beside the network, which train writes with it, got none (${path})`);
    path = dirname(path); // the network alone says little
  }
  const isWhole = existsSync(join(path, CARD_FILE)) || isMapSource(path) || (await isMap(path));
  const paths = isWhole ? [path] : await listDrives([path], { logs: true, columns: options.columns, remark: toUser });
  await checkLogOptions(paths, options, path);
  for (const remark of sheetRemarks(paths, options)) toUser(remark);
  const faults: InputError[] = [];
  for (const [p, one] of paths.entries()) {
    try {
      const { figures, text } = await inspectOne(one, options);
      if (options.json) console.log(JSON.stringify(figures));
      else console.log(p > 0 ? `\n${text}` : text);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      faults.push(error);
      if (paths.length > 1) console.error(`steercast: ${error.message}`);
    }
  }
  if (paths.length === 1 && faults[0]) throw faults[0];
  if (faults.length > 0)
    throw new InputError(
      `expected files that can be read, got ${counted(faults.length, 'bad one')} of ${paths.length}`,
    );
}

/** What is said of CAN logs where there are none would be passed over in silence. */
async function checkLogOptions(paths: readonly string[], { dbc, vehicle }: Options, where: string): Promise<void> {
  const given = [...(vehicle === undefined ? [] : ['--vehicle']), ...(dbc === undefined ? [] : ['--dbc'])];
  if (given.length === 0) return;
  for (const path of paths) if (await isLog(path)) return;
  throw new InputError(
    `expected a CAN log, which ${given.join(' and ')} ${given.length > 1 ? 'are' : 'is'} for, got none (${where})`,
  );
}

async function inspectOne(path: string, { dbc, vehicle, ...options }: Options): Promise<Inspection> {
  if (existsSync(join(path, CARD_FILE))) return inspectBundle(path);
  if (await isMap(path)) return inspectMap(path);
  if (isMapSource(path)) return inspectMapSource(path);
  if (extname(path).toLowerCase() === '.dbc') return inspectDbc(path);
  if (/\.ya?ml$/i.test(path)) {
    const { inspectProfile } = await import('./inspect-profile.js'); // other files do without its packages
    return inspectProfile(path);
  }
  if (await isLog(path)) {
    const { bitrate, dataBitrate } = options;
    return inspectLog(path, {
      ...{ bitrate, dataBitrate },
      dbc: dbc === undefined ? undefined : await readDbc(dbc),
      vehicle: vehicle === undefined ? undefined : await vehicleOf(path, vehicle),
    });
  }
  return inspectDrive(path, options);
}
