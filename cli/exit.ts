import { CommanderError } from 'commander';
import { InputError } from '../core/input-error.js';
import { Diverged } from '../training/diverged.js';
import { Refuted } from './verify.js';

export const INTERRUPTED_CODE = 130;
/** the cause of an end that nobody asked for: whoever read stdout has gone */
const READER_GONE = 'SIGPIPE';

/** The user stopped the command (Ctrl-C, or SIGTERM); the message is what became of its work. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}

/** What was asked is answered with no: exit code 1, and the message is the answer. */
export class AnsweredNo extends Error {
  override name = 'AnsweredNo';
}

/** Runs a command to its exit code: 0, 2 for what the user gave, 130 when interrupted, 1 for anything else. */
export async function exitCodeOf(command: () => Promise<unknown>): Promise<number> {
  try {
    await command();
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) {
      if (error.cause === READER_GONE) return 0;
      if (error.message) console.error(`steercast: ${error.message}`);
      return INTERRUPTED_CODE;
    }
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has printed its line
    if (error instanceof InputError) {
      console.error(`steercast: ${error.message}`);
      return 2;
    }
    const isTold = [Diverged, Refuted, AnsweredNo].some((kind) => error instanceof kind);
    console.error(isTold ? `steercast: ${(error as Error).message}` : error); // as: one of those
    return 1;
  }
}

/** How a command ends that runs until it is stopped: SIGTERM is its usual end, SIGINT (Ctrl-C) interrupts it. */
export function endOfService(signal: AbortSignal): void {
  if (signal.reason instanceof Interrupted && signal.reason.cause === 'SIGINT') throw signal.reason;
}

/** `… | head` has read enough: that is no fault. What an interrupt would end in order, it ends in order too. */
export function endWithStdout(): void {
  let isGone = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isGone) return;
    isGone = error.code === 'EPIPE';
    if (isGone && process.emit('SIGTERM', READER_GONE)) return;
    if (isGone) process.exit(0);
    console.error(`steercast: expected to write to stdout, got ${error.message}`);
    process.exit(1);
  });
}

/** Aborted by the first SIGINT or SIGTERM; a second one ends the process at once, files in the making removed. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const onSignal = (name: string) => {
    if (controller.signal.aborted) process.exit(INTERRUPTED_CODE);
    controller.abort(new Interrupted('', { cause: name }));
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, onSignal);
  return controller.signal;
}
