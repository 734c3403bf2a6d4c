import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  COLUMNS,
  DEFAULT_MODEL,
  largestDifference,
  parsePredictions,
  readRows,
  toCsv,
  type Row,
} from './drive-files.js';
import { useFolders } from './folders.js';
import { steercast } from './steercast.js';

const newFolder = useFolders();
const NAME = 'hatchback-country-01';

/** deg; other units round the features in their last place, far below it */
const UNIT_TOLERANCE = 1e-3;

let folder = '';
let rows: Row[] = [];
let si = '';
beforeAll(async () => {
  folder = await newFolder();
  const fleet = ['--vehicles', '1', '--minutes', '0.5', '--seed', '3'];
  await steercast(['simulate', '--out', 'drives', '--xlsx', ...fleet], folder);
  await steercast(['simulate', '--out', 'fast', '--row-dt', '0.05', ...fleet], folder);
  rows = await readRows(join(folder, 'drives', `${NAME}.csv`));
  si = await replay(`drives/${NAME}.csv`);
}, 60_000);

/** The predictions for a drive file, as CSV. */
async function replay(path: string, ...options: string[]): Promise<string> {
  const out = `${path.replaceAll('/', '-')}-out.csv`;
  await steercast(['replay', path, '--model', DEFAULT_MODEL, '--out', out, ...options], folder);
  return readFile(join(folder, out), 'utf8');
}

async function replayText(name: string, csv: string, ...options: string[]): Promise<string> {
  await writeFile(join(folder, name), csv);
  return replay(name, ...options);
}

describe('the same drive gives the same predictions', () => {
  it.concurrent('as a workbook', async () => {
    expect(await replay(`drives/${NAME}.xlsx`)).toBe(si);
    expect(await replay(`drives/${NAME}.xlsx`, '--sheet', 'drive')).toBe(si);
  });

  it.concurrent('in km/h, rad and right-positive columns', async () => {
    const foreign = rows.map((row) => ({
      ...row,
      t: Math.round(row.t * 1000),
      Curvature: -row.Curvature,
      Velocity: row.Velocity * 3.6,
      Steering_Angle: (-row.Steering_Angle * Math.PI) / 180,
    }));
    const units = ['--units', 't=ms,velocity=km/h,steering=rad', '--right-positive', 'steering,curvature'];
    const csv = await replayText('foreign.csv', toCsv(foreign), ...units);
    expect(largestDifference(parsePredictions(si), parsePredictions(csv))).toBeLessThan(UNIT_TOLERANCE);
    const mistaken = parsePredictions(await replayText('mistaken.csv', toCsv(foreign), '--units', 't=ms'));
    expect(mistaken.map(({ step }) => step)).not.toEqual(parsePredictions(si).map(({ step }) => step));
  });

  it.concurrent('with its time in ms, shown in s', async () => {
    const milliseconds = rows.map((row) => ({ ...row, t: Math.round(row.t * 1000) }));
    expect(await replayText('ms.csv', toCsv(milliseconds), '--units', 't=ms')).toBe(si);
  });

  it.concurrent('in any order and case of columns, with others beside them and blanks around the names', async () => {
    const lines = toCsv(rows, [...COLUMNS].reverse())
      .trimEnd()
      .split('\n');
    const [header, ...cells] = lines.map((line, index) => `${index === 0 ? 'Note' : 'none'},${line}`);
    const titles = header!.toUpperCase().replaceAll(',', ' , ');
    expect(await replayText('order.csv', [titles, ...cells].join('\r\n'))).toBe(si);
  });

  it.concurrent('without the columns that need not be there', async () => {
    expect(await replayText('fewest.csv', toCsv(rows, ['Steering_Angle', 'Velocity', 'Curvature', 't']))).toBe(si);
  });

  it.concurrent('without t, whose step is --row-dt, or the card’s', async () => {
    const csv = toCsv(rows, ['Curvature', 'Velocity', 'Steering_Angle']);
    expect(await replayText('step.csv', csv)).toBe(si);
    // Half the step: every other row is a step of the model.
    const fast = parsePredictions(await replayText('half.csv', csv, '--row-dt', '0.05'));
    expect(fast.map(({ t }) => t)).toEqual(rows.slice(0, rows.length / 2).map(({ t }) => t));
  });
});

describe('a drive of 20 Hz', () => {
  it('gives a 10 Hz model a step every 0.1 s, from the rows at those times', async () => {
    const fastRows = await readRows(join(folder, 'fast', `${NAME}.csv`));
    expect(fastRows).toHaveLength(600);
    expect(fastRows[1]!.t).toBe(0.05);
    const csv = await replay(`fast/${NAME}.csv`);
    const times = parsePredictions(csv).map(({ t }) => t);
    expect(times).toEqual(Array.from({ length: 300 }, (_, k) => k / 10));
    const everyOther = fastRows.filter((_, index) => index % 2 === 0);
    expect(await replayText('every-other.csv', toCsv(everyOther))).toBe(csv);
  });
});
