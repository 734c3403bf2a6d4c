import { dirname } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../core/input-error.js';
import { isLog } from '../drives/is-log.js';
import { logSamples } from '../drives/log-samples.js';
import { sampleLines } from '../drives/sample-lines.js';
import { readSession } from '../drives/session-events.js';
import { makeFolder } from '../files/make-folder.js';
import { openWholeFile } from '../files/whole-file.js';
import { counted } from '../core/counted.js';
import { DEFAULT_DT, toUser, vehicleOf } from './drive-options.js';
import { interruptSignal } from './exit.js';
import { fileNamed, positiveNumber } from './option-values.js';
import { checkOutputs } from './outputs.js';

type Options = { vehicle: string; dt?: number; out?: string };

export function registerDecode(program: Command): void {
  program
    .command('decode')
    .description("a CAN log's samples on the grid of a model's step, with the age of each value, as a drive file")
    .argument('<log>', 'CAN log of candump, Vector (.asc, .blf) or PEAK (.trc), gzipped or not')
    .requiredOption('--vehicle <profile>', 'a profile (.yaml), or the name of one in config/vehicles (required)')
    .option(
      '--dt <s>',
      `step of the grid (default: a recorded session's own, else ${DEFAULT_DT})`,
      positiveNumber('--dt'),
    )
    .option('--out <file>', '.csv (default: stdout)', fileNamed('--out', '.csv'))
    .action(decode);
}

async function decode(path: string, options: Options): Promise<void> {
  const signal = interruptSignal();
  const { out } = options;
  checkOutputs({ '--out': out }, [path, options.vehicle]);
  const vehicle = await vehicleOf(path, options.vehicle);
  if (!(await isLog(path)))
    throw new InputError(`expected a CAN log (candump, ASC, BLF, TRC), got another file or none (${path})`);
  const session = await readSession(path);
  const dt = options.dt ?? session?.head.dt ?? DEFAULT_DT;
  const undo = out === undefined ? undefined : await makeFolder(dirname(out));
  const file = out === undefined ? undefined : openWholeFile(out);
  try {
    const lines = sampleLines(vehicle.profile);
    const write = (text: string) => (file ? file.write(text) : process.stdout.write(text));
    let [samples, valid] = [0, 0];
    let header = lines.header; // not before the log has proved to be one
    const phases = session?.head.phases ?? 1;
    for await (const sample of logSamples(path, { vehicle, dt, remark: toUser, signal, session, phases })) {
      samples++;
      if (sample.valid) valid++;
      write(header + lines.line(sample));
      header = '';
    }
    write(header);
    file?.commit();
    console.error(`${counted(samples, 'sample')} of ${dt / phases} s, ${valid} valid`);
  } finally {
    file?.abort();
    await undo?.(); // a folder with nothing in it
  }
}
