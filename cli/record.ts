import { dirname } from 'node:path';
import type { Command } from 'commander';
import { checkInterface, describeLink, LiveChannel } from '../can/live/live-channel.js';
import { loadSocketcan } from '../can/live/socketcan.js';
import { readVehicle } from '../can/vehicle/read-vehicle.js';
import { asError } from '../core/fault-text.js';
import { makeFolder } from '../files/make-folder.js';
import { FrameLog, newLogPath } from '../runtime/frame-log.js';
import { interfacesOf } from '../runtime/bus-plan.js';
import { DEFAULT_CONFIG, DEFAULT_PART_MEGABYTES, readRunConfig } from '../runtime/run-config.js';
import { endOfService, interruptSignal } from './exit.js';
import { recordingProgress } from './recording-progress.js';

type Options = { config: string; interface?: string; out: string };

/** ms between two looks at an interface */
const CHECK_INTERVAL = 50;
const MEGABYTE = 1e6;

export function registerRecord(program: Command): void {
  program
    .command('record')
    .description('record everything on the bus as candump logs, until it is stopped')
    .option('--config <file>', 'which interfaces: those of the vehicle', DEFAULT_CONFIG)
    .option('--interface <name>', "in the place of the configuration's interface")
    .requiredOption('--out <log>', 'a .log file that is not there yet, or a folder')
    .action(record);
}

async function record({ config: where, interface: name, out }: Options): Promise<void> {
  const written = await readRunConfig(where);
  const config = { ...written, interface: name ?? written.interface };
  const names = interfacesOf(config, await readVehicle(config.vehicle, `vehicle in ${where}`), where);
  const driver = loadSocketcan();
  for (const name of names) checkInterface(driver, name, { fd: false, where });
  const signal = interruptSignal();
  const partBytes = (config.record?.partMegabytes ?? DEFAULT_PART_MEGABYTES) * MEGABYTE;
  const path = newLogPath(out, Date.now(), '--out');
  const undo = await makeFolder(dirname(path));
  await new Promise<void>((resolve, reject) => {
    const log = new FrameLog(path, {
      partBytes,
      onFault: (fault) => end(() => reject(asError(fault))),
    });
    const progress = recordingProgress(log);
    const channels = names.map(
      (name) =>
        new LiveChannel({
          driver,
          name,
          ids: 'all',
          fd: false,
          onFrame(frame) {
            log.write(frame);
            progress.add(frame);
          },
          onState: (state) => progress.tell(describeLink(name, state, driver)),
        }),
    );
    const timer = setInterval(() => {
      for (const channel of channels) channel.check(performance.now() * 1000);
      progress.show(channels);
    }, CHECK_INTERVAL);
    const end = (settle: () => void) => {
      clearInterval(timer);
      for (const channel of channels) channel.close();
      log.close().then(() => {
        progress.tell(progress.describe(path));
        settle();
      }, reject);
    };
    if (signal.aborted) end(resolve);
    else signal.addEventListener('abort', () => end(resolve), { once: true });
  }).finally(undo); // a folder with nothing in it
  endOfService(signal);
}
