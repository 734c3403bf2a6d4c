import { readFile } from 'node:fs/promises';
import { counted } from '../core/counted.js';
import { systemFault } from '../files/system-fault.js';
import { differenceOf, fieldsOf } from './prediction-difference.js';

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

/** Whose predictions are held against those of the file, for people, and their header: '' for JSON lines. */
export type Asked = { drive: string; model: string; header: string };

/** A line with angles; `INVALID` is another word. */
const WITH_ANGLES = /\b(VALID|DEGRADED)\b/;
/** characters of what is no prediction */
const QUOTED = 60;

/** `path`: predictions as a run or a replay wrote them; what is written begins with their header. */
export async function openVerification(path: string, asked: Asked): Promise<Verification> {
  const expected = await readFile(path, 'latin1').catch((error: unknown) => {
    throw systemFault(error, 'predictions to verify', path);
  });
  const columns = asked.header === '' ? [] : asked.header.trimEnd().split(',');
  let at = 0;
  let lines = 0;
  let hasAngles = false; // of those that are the same
  /** Of them, those that are the same. */
  const predictions = () => Math.max(0, columns.length > 0 ? lines - 1 : lines);
  const nameOf = (line: string) => {
    const time = fieldsOf(line, columns)?.get('t');
    return time === undefined || time === columns[0] ? quoted(line) : `a prediction of t ${time}`;
  };

  const refutation = (text: string): string => {
    const where = `${path}:${lines + 1}`;
    const end = expected.indexOf('\n', at);
    const wanted = expected.slice(at, end < 0 ? undefined : end);
    const got = text.trimEnd();
    const same = counted(predictions(), 'prediction');
    if (expected === '') return `the file is empty: expected predictions, got none (${path})`;
    if (wanted === '' && end < 0)
      return `the file ends after ${same}: expected nothing more, got ${nameOf(got)} (${where})`;
    if (wanted === got) return `expected a line break at the end of the file, got none (${where})`;
    if (wanted === `${got}\r`) return `expected lines that end with LF, got CR LF (${where})`;
    if (end < 0 && got.startsWith(wanted))
      return `the file ends within a line, after ${same}: expected ${nameOf(got)}, got ${quoted(wanted)} (${where})`;
    if (text === asked.header) return `${headerDifference(wanted, columns, asked)} (${where})`;
    const [then, now] = [fieldsOf(wanted, columns), fieldsOf(got, columns)!]; // !: it was written so
    if (!then) return `expected a prediction, got ${quoted(wanted)} (${where})`;
    const difference = differenceOf(then, now);
    if (difference === undefined) return `${writingDifference(wanted, got)} (${where})`;
    // One step may differ for many reasons; where not one is the same, other things were asked.
    const isOtherDrive = predictions() === 0 && then.get('t') !== now.get('t');
    const isOther = !hasAngles && WITH_ANGLES.test(got) && WITH_ANGLES.test(wanted);
    const why = isOtherDrive ? otherDrive(asked) : isOther ? otherAsked(asked) : '';
    return `${why}${difference} (${where})`;
  };

  return {
    write(text) {
      if (expected.slice(at, at + text.length) !== text) throw new Refuted(refutation(text));
      at += text.length;
      hasAngles ||= WITH_ANGLES.test(text);
      lines += text.split('\n').length - 1;
    },
    commit() {
      const more = expected.slice(at).split('\n');
      if (more.at(-1) === '') more.pop();
      if (more.length > 0)
        throw new Refuted(
          `the file has ${counted(more.length, 'more line')}: expected ${nameOf(more[0]!)}, got the end after ${counted(predictions(), 'prediction')} (${path}:${lines + 1})`,
        );
      console.error(`${counted(lines, 'line')}, all as in ${path}`);
    },
    abort() {},
  };
}

const otherDrive = ({ drive }: Asked): string =>
  `the first time differs already, so this looks like another drive than ${drive}, or one that was read with another --vehicle, --columns, --units or --sheet, or a session without its .events: `;

const otherAsked = ({ drive, model }: Asked): string =>
  `the first angles differ already, so something else was asked: another model than ${model} (--model), another drive than ${drive}, or another --preview, --vehicle, --columns, --units, --right-positive, --row-dt, --state or --executor: `;

function headerDifference(header: string, columns: readonly string[], { model }: Asked): string {
  const titles = header.split(',');
  if (titles[0] !== 't' || titles[1] !== 'state') return `expected predictions, got ${quoted(header)}`;
  const index = titles.findIndex((title, column) => title !== columns[column]);
  const column = index < 0 ? titles.length : index; // where all are the same, the other has more
  return `the columns differ, so the file is of another model than ${model} (--model): expected column ${column + 1} to be ${titles[column] ?? 'none'}, got ${columns[column] ?? 'none'} now`;
}

/** Two lines of the same values. */
function writingDifference(wanted: string, got: string): string {
  let at = 0;
  while (wanted[at] === got[at]) at++;
  return `the values are the same, written otherwise: expected ${quoted(wanted.slice(at))}, got ${quoted(got.slice(at))} from character ${at + 1} on`;
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, QUOTED)) + (text.length > QUOTED ? '…' : '');
