import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { InputError } from '../core/input-error.js';
import { systemFault } from './system-fault.js';

/**
 * Holds a folder for one process at a time; returns what gives it back. A lock whose process is gone (killed, or the
 * machine was started again) holds nothing. One that is held is an InputError that names its process.
 */
export function takeLock(path: string, busy: string): () => void {
  const own = `${path}.${process.pid}`;
  try {
    writeFileSync(own, identityOf(process.pid)!);
    while (!canLink(own, path)) clearStale(path, own, busy);
  } catch (error) {
    throw systemFault(error, 'a folder that can be locked', path);
  } finally {
    rmSync(own, { force: true });
  }
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  return () => {
    process.off('exit', release);
    release();
  };
}

/** A link appears whole, with its content, or not at all. */
function canLink(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Only one of several processes that find a stale lock gets to rename it; whoever took a fresh one puts it back. */
function clearStale(path: string, own: string, busy: string): void {
  const seen = readHolder(path);
  if (seen === undefined) return;
  const pid = Number(seen.split(' ')[0]);
  if (identityOf(pid) === seen)
    throw new InputError(`expected to be alone, got ${busy} already (process ${pid}, ${path})`);
  const aside = `${own}.stale`;
  try {
    renameSync(path, aside);
  } catch {
    return; // somebody else was first
  }
  if (readHolder(aside) === seen) rmSync(aside, { force: true });
  else renameSync(aside, path);
}

function readHolder(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Tells a process from a later one of the same number by when it started (proc(5), stat, field 22); undefined: none. */
function identityOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return undefined;
  }
}
