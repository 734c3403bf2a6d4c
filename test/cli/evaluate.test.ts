import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DriveScores, Evaluation } from '../../training/metrics.js';
import { readPredictions, readRows, toCsv, type Row } from './drive-files.js';
import { pairsOf, scoreDifference, scoresOf } from './own-score.js';
import { listing, steercast } from './steercast.js';
import { useWorkspace } from './workspace.js';

const workspace = useWorkspace('sequence-lstm');
const model = () => join(workspace.folder, 'sequence-lstm');

/** deg; the predictions come rounded to a millionth */
const TOLERANCE = 1e-6;

let rows: Row[] = [];
/** `whole.csv`, and `holes.csv` with a gap and rows that are not valid */
let folder = '';
let both: Evaluation;
beforeAll(async () => {
  folder = await workspace.newFolder();
  rows = await readRows(await workspace.unseenDrive('sequence-lstm'));
  await writeFile(join(folder, 'whole.csv'), toCsv(rows));
  const holes = rows.map((row, i) => (i >= 300 && i < 303 ? { ...row, Valid: 0 } : row));
  await writeFile(join(folder, 'holes.csv'), toCsv([...holes.slice(0, 200), ...holes.slice(206)]));
  both = await evaluate(['whole.csv', 'holes.csv']);
}, 120_000);

async function evaluate(paths: readonly string[], ...options: string[]): Promise<Evaluation> {
  const args = ['evaluate', ...paths, '--model', model(), '--json', ...options];
  const { stdout } = await steercast(args, folder);
  expect(stdout).toBe(JSON.stringify(JSON.parse(stdout)) + '\n');
  return JSON.parse(stdout) as Evaluation; // as: its shape has a test
}

async function replayed(name: string, ...options: string[]) {
  const out = `${basename(name, '.csv')}-${options.length}-out.csv`;
  await steercast(['replay', name, '--model', model(), '--out', out, ...options], folder);
  return pairsOf(
    await readPredictions(join(folder, out)),
    await readRows(join(folder, name)),
    await workspace.card('sequence-lstm'),
  );
}

function expectScores(scores: DriveScores, pairs: Awaited<ReturnType<typeof replayed>>): void {
  expect(scores.windows).toBe(pairs.model.length);
  expect(scoreDifference(scores.model, scoresOf(pairs.model))).toBeLessThan(TOLERANCE);
  for (const name of ['persistence', 'linear', 'bicycle'] as const) {
    expect(scoreDifference(scores.baselines[name], scoresOf(pairs[name]))).toBeLessThan(TOLERANCE);
  }
}

it('says which inputs left the range of training, over all drives, and counts no step twice', async () => {
  const fast = rows.map((row) => ({ ...row, Velocity: row.Velocity + 50 }));
  await writeFile(join(folder, 'fast.csv'), toCsv(fast.slice(0, 60)));
  await writeFile(join(folder, 'later.csv'), toCsv(fast.slice(100, 160)));
  const args = ['evaluate', 'fast.csv', 'later.csv', '--model', model(), '--preview', 'hold'];
  const { stderr } = await steercast(args, folder); // it compares with the recorded preview too
  expect(stderr).toMatch(/^OUT_OF_RANGE: speed in 112 steps, up to \S+ m\/s \(trained: \S+ to \S+\)$/m);
});

describe('evaluate --json', () => {
  it('has the figures of model and baselines for each drive and for all', () => {
    const number: unknown = expect.any(Number);
    const scores = { r2: number, mae: number, rmse: number, maePerStep: Array(5).fill(number) };
    const drive = (name: string) => ({
      drive: name,
      windows: number,
      model: scores,
      baselines: { persistence: scores, linear: scores, bicycle: scores },
      coverage: number,
    });
    expect(both).toEqual({
      drives: [drive('whole.csv'), drive('holes.csv')],
      all: drive('all'),
      figures: expect.objectContaining({
        maeBounds: null,
        worst: { drive: expect.any(String) as string, ratio: number },
        worstMiss: expect.objectContaining({ error: number, step: number, state: 'VALID' }) as object,
      }) as object,
    });
  });

  it.concurrent('is what replay emits, scored a second way', async () => {
    const { drives, all } = both;
    const [whole, holes] = [await replayed('whole.csv'), await replayed('holes.csv')];
    expectScores(drives[0]!, whole);
    expectScores(drives[1]!, holes);
    const pooled = { ...whole };
    for (const name of ['model', 'persistence', 'linear', 'bicycle'] as const)
      pooled[name] = [...whole[name], ...holes[name]];
    expectScores(all, pooled);
    expect(drives[0]!.windows).toBe(rows.length - 9);
    expect(drives[1]!.windows).toBe(200 - 9 + (94 - 9) + (297 - 9));
  });

  it.concurrent('scores a held preview against the same truth', async () => {
    const { all } = await evaluate(['holes.csv'], '--preview', 'hold');
    const pairs = await replayed('holes.csv', '--preview', 'hold');
    expect(all.windows).toBe(pairs.model.length);
    expect(scoreDifference(all.model, scoresOf(pairs.model))).toBeLessThan(TOLERANCE);
    expect(scoreDifference(all.baselines.linear, scoresOf(pairs.linear))).toBeLessThan(TOLERANCE);
  });
});

/**
 * The pipeline's compiled model and ONNX Runtime round apart: in the model's figures alone, and far below a digit that
 * counts. The pipeline makes the bounds of a model that does not adapt from its card, the bare network in its graph.
 */
function expectSame(one: DriveScores, other: DriveScores): void {
  expect({ ...one, model: undefined }).toEqual({ ...other, model: undefined });
  expect(scoreDifference(one.model, other.model)).toBeLessThan(TOLERANCE);
}

describe('evaluate --raw', () => {
  it.concurrent('differs in nothing where no state withholds an angle', async () => {
    const raw = await evaluate(['whole.csv', 'holes.csv'], '--raw');
    expectSame(raw.all, both.all);
    expect(raw.drives).toHaveLength(both.drives.length);
    raw.drives.forEach((drive, d) => expectSame(drive, both.drives[d]!));
  });

  it.concurrent('is not asked about a row that no road vehicle has, nor is the pipeline', async () => {
    const fault = rows.with(100, { ...rows[100]!, Velocity: 1e39 });
    await writeFile(join(folder, 'fault.csv'), toCsv(fault));
    const guarded = (await evaluate(['fault.csv'])).all;
    expect(guarded.windows).toBe(rows.length - 9 - 10); // ten windows hold the row
    expectSame((await evaluate(['fault.csv'], '--raw')).all, guarded);
    expectScores(guarded, await replayed('fault.csv'));
  });
});

describe('evaluate', () => {
  it.concurrent('prints a table of the same figures without --json', async () => {
    const { stdout } = await steercast(['evaluate', 'whole.csv', '--model', model()], folder);
    const table = stdout.trimEnd().split('\n');
    expect(table[0]).toMatch(/^MAE in deg +step 1 +step 2 +step 3 +step 4 +step 5 +all +RMSE +R²$/);
    const { maePerStep, mae, rmse, r2 } = both.drives[0]!.model;
    const cells = [...[...maePerStep, mae, rmse].map((value) => value.toFixed(3)), r2.toFixed(4)];
    expect(table[1]!.split(/ {2,}/)).toEqual(['model', ...cells]);
    expect(table.slice(2, 5).map((line) => line.split(' ')[0])).toEqual(['persistence', 'linear', 'bicycle']);
    expect(table.slice(6).map((line) => line.split(/[:,]/)[0])).toEqual([
      `${both.drives[0]!.windows} steps scored`,
      'MAE over other such drives',
      'skill',
      'worst miss',
      'if step 1 were steered',
      expect.stringMatching(/^first VALID [\d.]+ s after the first valid sample$/),
    ]);
    const { coverage } = both.drives[0]!;
    expect(table[6]).toMatch(/: VALID [\d.]+ %, DEGRADED [\d.]+ %; /);
    expect(table[6]).toContain(`; the 80 % interval held ${(100 * coverage!).toFixed(1)} %`);
    expect(table[7]).toContain('not known from 1 drive');
    expect(table.find((line) => line.startsWith('worst miss'))).toMatch(/, 80 % interval -?[\d.]+ … -?[\d.]+[,)]/);
  });

  it.concurrent('says which drives were trained on, one or more of them', async () => {
    const [one = '', other = ''] = (await workspace.card('sequence-lstm')).training.drives.train.map(({ name }) =>
      join(workspace.folder, 'drives', name),
    );
    const told = async (...drives: string[]) =>
      (await steercast(['evaluate', ...drives, '--model', model()], folder)).stderr;
    expect(await told(one)).toContain('1 of 1 drive was trained on: its figures show memory too\n');
    expect(await told(one, other)).toContain('2 of 2 drives were trained on: their figures show memory too\n');
  });

  it.concurrent(
    'knows a drive that was trained on by a part of it with another delimiter, on the page too',
    async () => {
      const [{ name = '' } = {}] = (await workspace.card('sequence-lstm')).training.drives.train;
      const [header = '', ...rows] = (await readFile(join(workspace.folder, 'drives', name), 'utf8'))
        .trimEnd()
        .split('\n');
      const part = join(await workspace.newFolder(), 'part.csv');
      await writeFile(part, [header, ...rows.slice(rows.length / 2)].join('\n').replaceAll(',', ';'));
      const page = join(dirname(part), 'page.html');
      const { stderr } = await steercast(['evaluate', part, '--model', model(), '--report', page], folder);
      expect(stderr).toContain('1 of 1 drive was trained on: its figures show memory too\n');
      expect(await readFile(page, 'utf8')).toContain('1 of 1 drive on this page was in training');
    },
  );

  it.concurrent('writes one self-contained file with --report', async () => {
    const place = await workspace.newFolder();
    const args = ['evaluate', join(folder, 'whole.csv'), '--model', model(), '--json', '--report', 'new/report.html'];
    const { stdout } = await steercast(args, place);
    expect((JSON.parse(stdout) as Evaluation).all.model).toEqual(both.drives[0]!.model);
    expect(Object.keys(await listing(place))).toEqual(['new', 'new/report.html']);
    const html = await readFile(join(place, 'new/report.html'), 'utf8');
    expect(html).toMatch(/^<!doctype html>/i);
    expect(html).toContain('<svg');
    expect(html).toContain('whole.csv');
    expect(html).toContain(both.drives[0]!.model.mae.toFixed(2));
    expect(html).not.toMatch(/<link\b|@import|\bsrc\s*=\s*["']?(?!data:)|url\(\s*["']?(?!data:|#)|\bfetch\(/i);
    expect(html).not.toMatch(/\bhref\s*=\s*["']?(?!#|data:)/i);
  });
});
