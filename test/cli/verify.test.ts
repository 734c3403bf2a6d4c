import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Prediction } from '../../core/prediction.js';
import { JSON_LINES } from '../../runtime/prediction-lines.js';
import { openVerification } from '../../cli/verify.js';
import { useFolders } from './folders.js';

const newFolder = useFolders();
const HEADER = 't,state,step1,reasons\n';
const FIRST = '0,INIT,,WINDOW_FILLING\n';
const ASKED = { drive: 'drive.csv', model: 'the model m, sha256 1234…' };

async function holdAgainst(written: string, lines: readonly string[], name = 'out.csv'): Promise<string> {
  const path = join(await newFolder(), name);
  await writeFile(path, written);
  const header = name.endsWith('.csv') ? HEADER : '';
  const verification = await openVerification(path, { ...ASKED, header });
  try {
    for (const line of [header, ...lines]) verification.write(line);
    verification.commit();
    return 'the same';
  } catch (error) {
    return (error as Error).message.replace(path, name); // as: Refuted
  }
}

/** Predictions of 100 steps each, as JSON lines. */
const JSON_RUN = Array.from({ length: 60 }, (_, k) =>
  JSON_LINES.line({
    time: 1_700_000_000 + k / 10,
    state: k < 4 ? 'INIT' : 'VALID',
    reasons: k < 4 ? ['WINDOW_FILLING'] : [],
    ...(k >= 4 && { steeringAngleDeg: Array.from({ length: 100 }, (_, step) => 3.061092 + step) }),
    ...(k === 30 && { errors: { truths: 9, mae: { model: [0.25] } } }),
  } satisfies Prediction),
);
/** What is said of the file where line 60 of the run is `to` where it has `from`. */
const changed = (from: string | RegExp, to: string, line = 60) => {
  const written = JSON_RUN.with(line - 1, JSON_RUN[line - 1]!.replace(from, to));
  return holdAgainst(written.join(''), JSON_RUN, 'bad.jsonl');
};

describe('the first difference', () => {
  it('is the field with its place, its step’s time, both values and how far they are apart', async () => {
    expect(await changed('[3.061092', '[3.061097')).toBe(
      'expected step[0] 3.061097 at t 1700000005.9, got 3.061092 now, 0.000005 less (bad.jsonl:60)',
    );
    expect(await changed(',9.061092', ',8.061092')).toBe(
      'expected step[6] 8.061092 at t 1700000005.9, got 9.061092 now, 1 more (bad.jsonl:60)',
    );
    expect(await changed('5.9', '5.8')).toBe('expected t 1700000005.8, got 1700000005.9 now, 0.1 more (bad.jsonl:60)');
    expect(await changed('0.25', '0.5', 31)).toBe(
      'expected errors.mae.model[0] 0.5 at t 1700000003, got 0.25 now, 0.25 less (bad.jsonl:31)',
    );
  });

  it('is a state with the reasons of the one that came, reasons, or what one of both has not', async () => {
    expect(await changed('INIT', 'VALID', 3)).toBe(
      'expected state VALID at t 1700000000.2, got INIT now, for WINDOW_FILLING (bad.jsonl:3)',
    );
    expect(await changed('[]', '["COUNTER","CHECKSUM"]')).toBe(
      'expected reasons COUNTER|CHECKSUM at t 1700000005.9, got none now (bad.jsonl:60)',
    );
    expect(await changed(/,"errors".*\}/, '}', 31)).toBe(
      'expected no errors.truths at t 1700000003, got 9 now (bad.jsonl:31)',
    );
    expect(await changed(/,102.*\]/, ',null]')).toBe('expected no step[99] at t 1700000005.9, got 102.061092 now (bad.jsonl:60)'); // prettier-ignore
  });

  it('is a column of a CSV', async () => {
    const written = `${HEADER}${FIRST}1,VALID,2.5,\n2,VALID,2.75,\n`;
    const first = [FIRST, '1,VALID,2.5,\n'];
    expect(await holdAgainst(written, [...first, '2,VALID,2.7,\n'])).toBe(
      'expected step1 2.75 at t 2, got 2.7 now, 0.05 less (out.csv:4)',
    );
    expect(await holdAgainst(written, [FIRST, '1,INVALID,,CHECKSUM\n'])).toBe(
      'expected state VALID at t 1, got INVALID now, for CHECKSUM (out.csv:3)',
    );
    expect(await holdAgainst(written, [...first, '2,VALID,2.75,\n'])).toBe('the same');
  });

  it('is in how the same values are written, or in what is no prediction', async () => {
    expect(await changed('"state":', '"state": ')).toBe(
      'the values are the same, written otherwise: expected " \\"VALID\\",\\"reasons\\":[],\\"step\\":[3.061092,4.061092,5.061092,6.0"…, got "\\"VALID\\",\\"reasons\\":[],\\"step\\":[3.061092,4.061092,5.061092,6.06"… from character 27 on (bad.jsonl:60)',
    );
    expect(await changed('{"t"', '("t"', 2)).toMatch(/^expected a prediction, got "\(.{60,75}"… \(bad\.jsonl:2\)$/);
    expect(await holdAgainst('null\n', JSON_RUN, 'bad.jsonl')).toBe('expected a prediction, got "null" (bad.jsonl:1)');
    expect(await holdAgainst(`${HEADER}0,INIT\n`, [FIRST])).toBe('expected a prediction, got "0,INIT" (out.csv:2)');
    expect(await holdAgainst('t,Curvature\n0,1\n', [FIRST])).toBe(
      'expected predictions, got "t,Curvature" (out.csv:1)',
    );
    expect(await holdAgainst(`${HEADER}${FIRST}`.replaceAll('\n', '\r\n'), [FIRST])).toBe(
      'expected lines that end with LF, got CR LF (out.csv:1)',
    );
  });
});

describe('where nothing is the same', () => {
  it('another drive is looked for where the first time differs', async () => {
    const other = JSON_RUN.map((line, k) => line.replace(/"t":[\d.]+/, `"t":${k / 10}`));
    expect(await holdAgainst(JSON_RUN.join(''), other, 'a.jsonl')).toBe(
      'the first time differs already, so this looks like another drive than drive.csv, or one that was read with another --vehicle, --columns, --units or --sheet, or a session without its .events: expected t 1700000000, got 0 now, 1700000000 less (a.jsonl:1)',
    );
    expect(await holdAgainst(`${HEADER}5,INIT,,WINDOW_FILLING\n`, [FIRST])).toMatch(
      /^the first time differs already, .*: expected t 5, got 0 now, 5 less \(out\.csv:2\)$/,
    );
  });

  it('another model or another drive is looked for where the first angles differ', async () => {
    const written = `${HEADER}${FIRST}1,VALID,2.5,\n2,VALID,2.75,\n`;
    expect(await holdAgainst(written, [FIRST, '1,VALID,2.4,\n'])).toBe(
      'the first angles differ already, so something else was asked: another model than the model m, sha256 1234… (--model), another drive than drive.csv, or another --preview, --vehicle, --columns, --units, --right-positive, --row-dt, --state or --executor: expected step1 2.5 at t 1, got 2.4 now, 0.1 less (out.csv:3)',
    );
  });

  it('another model is looked for where the columns differ', async () => {
    const of = (header: string) => holdAgainst(`${header}\n${FIRST}`, [FIRST]);
    const why = 'the columns differ, so the file is of another model than the model m, sha256 1234… (--model): ';
    expect(await of('t,state,step1,step2,reasons')).toBe(
      `${why}expected column 4 to be step2, got reasons now (out.csv:1)`,
    );
    expect(await of('t,state,step1')).toBe(`${why}expected column 4 to be none, got reasons now (out.csv:1)`);
    expect(await of('t,state,step1,reasons,lower1')).toBe(
      `${why}expected column 5 to be lower1, got none now (out.csv:1)`,
    );
  });
});

describe('the end', () => {
  it('of a file that is short is said to be, after how many predictions', async () => {
    const all = JSON_RUN.join('');
    const hold = (written: string) => holdAgainst(written, JSON_RUN, 'a.jsonl');
    expect(await hold('')).toBe('the file is empty: expected predictions, got none (a.jsonl)');
    expect(await hold(JSON_RUN.slice(0, 59).join(''))).toBe(
      'the file ends after 59 predictions: expected nothing more, got a prediction of t 1700000005.9 (a.jsonl:60)',
    );
    expect(await hold(all.slice(0, all.lastIndexOf('"state')))).toBe(
      'the file ends within a line, after 59 predictions: expected a prediction of t 1700000005.9, got "{\\"t\\":1700000005.9," (a.jsonl:60)',
    );
    expect(await hold(all.trimEnd())).toBe('expected a line break at the end of the file, got none (a.jsonl:60)');
    expect(await holdAgainst('', [FIRST])).toBe('the file is empty: expected predictions, got none (out.csv)');
    expect(await holdAgainst(HEADER, [FIRST])).toBe(
      'the file ends after 0 predictions: expected nothing more, got a prediction of t 0 (out.csv:2)',
    );
    expect(await holdAgainst(HEADER.slice(0, 9), [FIRST])).toBe(
      'the file ends within a line, after 0 predictions: expected "t,state,step1,reasons", got "t,state,s" (out.csv:1)',
    );
  });

  it('of a file that goes on for longer is said to be missing', async () => {
    expect(await holdAgainst(JSON_RUN.join(''), JSON_RUN.slice(0, 57), 'a.jsonl')).toBe(
      'the file has 3 more lines: expected a prediction of t 1700000005.7, got the end after 57 predictions (a.jsonl:58)',
    );
    expect(await holdAgainst(`${HEADER}${FIRST}\n`, [FIRST])).toBe(
      'the file has 1 more line: expected "", got the end after 1 prediction (out.csv:3)',
    );
    expect(await holdAgainst(JSON_RUN.join(''), JSON_RUN, 'a.jsonl')).toBe('the same');
  });
});
