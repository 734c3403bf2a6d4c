import { readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { InputError } from '../core/input-error.js';
import { systemFault } from './system-fault.js';

/**
 * Holds a folder for one process at a time; returns what gives it back. A lock whose process is gone (killed, or the
 * machine was started again) holds nothing. One that is held is an InputError that names its process. It is a symbolic
 * link to nowhere: it appears whole, with its content, or not at all, and takes no space, so that a full disk keeps
 * nobody from going back to an older model.
 */
export function takeLock(path: string, busy: string): () => void {
  try {
    while (!canLink(path)) clearStale(path, busy);
  } catch (error) {
    throw systemFault(error, 'a folder that can be locked', path);
  }
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  return () => {
    process.off('exit', release);
    release();
  };
}

function canLink(path: string): boolean {
  try {
    symlinkSync(identityOf(process.pid)!, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Only one of several processes that find a stale lock gets to rename it; whoever took a fresh one puts it back. */
function clearStale(path: string, busy: string): void {
  const seen = readHolder(path);
  if (seen === undefined) return;
  const pid = Number(seen.split(' ')[0]);
  if (identityOf(pid) === seen || isHidden(pid))
    throw new InputError(`expected to be alone, got ${busy} already (process ${pid}, ${path})`);
  const aside = `${path}.${process.pid}`;
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
    return readlinkSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (codeOf(error) === 'EINVAL') throw new InputError(`expected a lock, which is a link, got a file (${path})`);
    throw error;
  }
}

/** Whether it is there and another user's, of which this one may see nothing (hidepid of proc(5)). */
function isHidden(pid: number): boolean {
  if (identityOf(pid) !== undefined) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Tells a process from a later one of the same number by when it started (proc(5), stat, field 22); undefined: none. */
function identityOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return undefined;
  }
}
