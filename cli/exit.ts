import { CommanderError } from 'commander';
import { InputError } from '../core/input-error.js';
import { Refuted } from './verify.js';

/** The user stopped the command (Ctrl-C, or SIGTERM). */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** Runs a command to its exit code: 0, 2 for what the user gave, 130 when interrupted, 1 for anything else. */
export async function exitCodeOf(command: () => Promise<unknown>): Promise<number> {
  try {
    await command();
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) return 130;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has printed its line
    if (error instanceof InputError) {
      console.error(`steercast: ${error.message}`);
      return 2;
    }
    if (error instanceof Refuted) {
      console.error(`steercast: ${error.message}`);
      return 1;
    }
    console.error(error);
    return 1;
  }
}

/** How a command ends that runs until it is stopped: SIGTERM is its usual end, SIGINT (Ctrl-C) interrupts it. */
export function endOfService(signal: AbortSignal): void {
  if (signal.reason instanceof Interrupted && signal.reason.message === 'SIGINT') throw signal.reason;
}

/** Aborted by the first SIGINT or SIGTERM; a second one ends the process as usual. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort(new Interrupted(name)));
  return controller.signal;
}
