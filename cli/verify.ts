import { readFile } from 'node:fs/promises';
import { systemFault } from '../files/system-fault.js';

/** A check that was asked for, and failed: one line, exit code 1. */
export class Refuted extends Error {
  override name = 'Refuted';
}

/** A sink that holds what is written against a file, byte for byte. */
export type Verification = {
  write(text: string): void;
  /** Throws at the first difference, or where one goes on and the other does not. */
  commit(): void;
  abort(): void;
};

/** `path`: predictions as a run or a replay wrote them. */
export async function openVerification(path: string): Promise<Verification> {
  const expected = await readFile(path, 'latin1').catch((error: unknown) => {
    throw systemFault(error, 'predictions to verify', path);
  });
  let at = 0;
  let lines = 0;
  const refute = (got: string) => {
    const end = expected.indexOf('\n', at);
    const wanted = expected.slice(at, end < 0 ? undefined : end) || 'nothing more';
    throw new Refuted(`expected ${wanted}, got ${got} (${path}:${lines + 1})`);
  };
  return {
    write(text) {
      if (expected.slice(at, at + text.length) !== text) refute(text.trimEnd());
      at += text.length;
      lines += text.split('\n').length - 1;
    },
    commit() {
      if (at < expected.length) refute('nothing more');
      console.error(`${lines} lines, all as in ${path}`);
    },
    abort() {},
  };
}
