import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventsPath } from '../drives/session-events.js';

/** Beside a log: it holds poor predictions, and goes last. */
const KEEP = '.keep';

type Log = { path: string; bytes: number; modifiedMs: number; isKept: boolean };

/** Marks a log as worth keeping; a full disk keeps it from nothing but that. */
export function keepLog(path: string): void {
  try {
    writeFileSync(`${path}${KEEP}`, '');
  } catch {
    // the log is there all the same, and goes with the others
  }
}

/**
 * Holds the logs of a folder within a budget (bytes): the oldest go first, those with poor predictions only when no
 * other is left. The log that is being written, `open`, stays. Returns the names of those that went.
 */
export function holdBudget(folder: string, budget: number, open: string): string[] {
  const logs = readLogs(folder).toSorted((a, b) => Number(a.isKept) - Number(b.isKept) || a.modifiedMs - b.modifiedMs);
  let bytes = logs.reduce((sum, log) => sum + log.bytes, 0);
  const gone: string[] = [];
  for (const { path, bytes: own } of logs) {
    if (bytes <= budget) break;
    if (path === open) continue;
    for (const one of [path, `${path}${KEEP}`, eventsPath(path)]) rmSync(one, { force: true });
    bytes -= own;
    gone.push(path);
  }
  return gone;
}

function readLogs(folder: string): Log[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .flatMap((name) => {
      const path = join(folder, name);
      const found = statSync(path, { throwIfNoEntry: false });
      if (!found?.isFile()) return [];
      return { path, bytes: found.size, modifiedMs: found.mtimeMs, isKept: existsSync(`${path}${KEEP}`) };
    });
}
