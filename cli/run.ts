import type { Command } from 'commander';
import { loadSocketcan } from '../can/live/socketcan.js';
import { describePlan } from '../runtime/bus-plan.js';
import { DEFAULT_CONFIG } from '../runtime/run-config.js';
import { ServiceManager } from '../runtime/systemd-notify.js';
import { endOfService, interruptSignal } from './exit.js';
import { LiveService } from './live-service.js';
import { integer, PAGE_HELP, PORTS } from './option-values.js';
import { prepareSession, type SessionOptions } from './prepare-session.js';

type Options = { config: string; interface?: string; record?: string; dry?: boolean; check?: boolean; page?: number };

/** ms that a stopped run has for its last message and for what a disk is slow to take */
const LAST_WORDS = 400;

export function registerRun(program: Command): void {
  program
    .command('run')
    .description('predict live, from CAN, until it is stopped; SIGHUP reads the configuration again')
    .option('--config <file>', 'what to read and where the predictions go', DEFAULT_CONFIG)
    .option('--interface <name>', "in the place of the configuration's interface")
    .option('--record <log>', 'record the session: a .log file that is not there yet, or a folder')
    .option('--dry', 'show states and figures, and send nothing')
    .option('--page <port>', PAGE_HELP, integer('--page', PORTS))
    .option('--check', 'check the configuration and all that it names, and end')
    .action(run);
}

async function run({ config, interface: name, record, dry = false, check = false, page }: Options): Promise<void> {
  const signal = interruptSignal();
  const remark = (text: string): void => console.error(text);
  const options: SessionOptions = { config, interface: name, record, dry, page, remark, driver: loadSocketcan() };
  if (check) {
    const { bundle, plan, vehicle, config: checked } = await prepareSession(options);
    await bundle.session.release();
    const { name, dt } = bundle.card;
    console.error(`${config}: all is well: ${name} (${checked.model}) for ${vehicle.profile.name}`);
    console.error(describePlan(plan, { phases: checked.phases, dt, dry }));
    return;
  }
  const manager = await ServiceManager.connect();
  try {
    await serve(options, manager, signal);
  } finally {
    manager.close();
  }
  endOfService(signal);
}

async function serve(options: SessionOptions, manager: ServiceManager, signal: AbortSignal): Promise<void> {
  const service = await LiveService.start(options, manager);
  onHangUp(() => void service.reload());
  let end: NodeJS.Timeout | undefined;
  try {
    await Promise.race([stopOf(signal), service.failed]);
    // A person waits for a slow disk; who stops a service does not.
    if (manager.isThere) end = setTimeout(() => process.exit(0), LAST_WORDS);
  } finally {
    await service.stop();
  }
  options.remark(service.describe());
  clearTimeout(end);
}

/** A service reads its configuration again; a terminal that is closed ends the run, as it ends any. */
function onHangUp(reload: () => void): void {
  process.on('SIGHUP', () => {
    if (process.stdin.isTTY) process.kill(process.pid, 'SIGTERM');
    else reload();
  });
}

function stopOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
