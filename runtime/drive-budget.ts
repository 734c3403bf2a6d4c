import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventsPath } from '../drives/session-events.js';

/** Beside a log: it holds poor predictions, and goes last. */
const KEEP = '.keep';

/** NAME.2.log, in which the session of NAME.log went on */
const PART = /\.\d+\.log$/;

/** `events`: the path of its session's, which belong to all of its parts */
type Log = { path: string; modifiedMs: number; isKept: boolean; events: string };

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
 * other is left; the events of a session, which count too, go with the last of its parts. The log that is being
 * written, `open`, stays. Returns the names of those that went.
 */
export function holdBudget(folder: string, budget: number, open: string): string[] {
  const logs = readLogs(folder).toSorted((a, b) => Number(a.isKept) - Number(b.isKept) || a.modifiedMs - b.modifiedMs);
  const left = new Set(logs);
  const files = [...logs.map(({ path }) => path), ...new Set(logs.map(({ events }) => events))];
  let bytes = files.reduce((sum, file) => sum + bytesOf(file), 0);
  const gone: string[] = [];
  for (const log of logs) {
    if (bytes <= budget) break;
    if (log.path === open) continue;
    left.delete(log);
    const isLast = [...left].every(({ events }) => events !== log.events);
    // the log goes last: without it nobody would find the others
    for (const file of [...(isLast ? [log.events] : []), `${log.path}${KEEP}`, log.path]) {
      bytes -= bytesOf(file);
      rmSync(file, { force: true });
    }
    gone.push(log.path);
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
      return { path, modifiedMs: found.mtimeMs, isKept: existsSync(`${path}${KEEP}`), events: eventsOf(path) };
    });
}

/** Where the events of a log's session are, if it has any: beside its first log. */
function eventsOf(path: string): string {
  const own = eventsPath(path);
  return existsSync(own) ? own : eventsPath(path.replace(PART, '.log'));
}

const bytesOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
