import { readFile } from 'node:fs/promises';
import { counted } from '../core/counted.js';
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

/** A line with angles; `INVALID` is another word. */
const WITH_ANGLES = /\b(VALID|DEGRADED)\b/;

/** `path`: predictions as a run or a replay wrote them; `model`: whose predictions are held against them, for people. */
export async function openVerification(path: string, model: string): Promise<Verification> {
  const expected = await readFile(path, 'latin1').catch((error: unknown) => {
    throw systemFault(error, 'predictions to verify', path);
  });
  let at = 0;
  let lines = 0;
  let hasAngles = false; // of those that are the same
  const refute = (got: string) => {
    const end = expected.indexOf('\n', at);
    const wanted = expected.slice(at, end < 0 ? undefined : end) || 'nothing more';
    // One step may differ for many reasons; where not one is the same, other things were asked.
    const isOther = !hasAngles && WITH_ANGLES.test(got) && WITH_ANGLES.test(wanted);
    const why = isOther
      ? `the first angles differ already, so something else was asked: another model than ${model} (--model), or another --preview, --vehicle, --columns, --units, --right-positive, --row-dt, --state or --executor: `
      : '';
    throw new Refuted(`${why}expected ${wanted}, got ${got} (${path}:${lines + 1})`);
  };
  return {
    write(text) {
      if (expected.slice(at, at + text.length) !== text) refute(text.trimEnd());
      at += text.length;
      hasAngles ||= WITH_ANGLES.test(text);
      lines += text.split('\n').length - 1;
    },
    commit() {
      if (at < expected.length) refute('nothing more');
      console.error(`${counted(lines, 'line')}, all as in ${path}`);
    },
    abort() {},
  };
}
