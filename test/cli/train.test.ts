import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelCard } from '../../core/model-card.js';
import { seedLstm } from '../../training/architectures/seed-lstm.js';
import type { Scores } from '../../training/metrics.js';
import { listing, sha256, steercast, type Ended } from './steercast.js';
import { useWorkspace, type ModelName } from './workspace.js';

/** What `train --json` prints. */
type Figures = {
  model: string;
  engine: string;
  seed: number;
  epochs: number;
  trainLoss: number;
  test: Pick<Scores, 'r2' | 'mae' | 'maePerStep'> & { windows: number };
};

/** Of the recipe, as the article's network reaches its loss sooner. */
const CHANGES = '--batch-size 64 --learning-rate 0.007 --schedule one-cycle'.split(' ');

const workspace = useWorkspace();
const train = (...options: string[]) =>
  steercast(['train', 'drives', '--epochs', '2', '--json', ...options], workspace.folder);

const figuresOf = ({ stdout }: Ended) => JSON.parse(stdout) as Figures; // as: the test on its shape checks it
const modelBytes = (folder: string) => readFile(join(workspace.folder, folder, 'model.onnx'));

const runs = {} as Record<'first' | 'same' | 'other' | 'article' | 'tfjs', Ended>; // as: filled before the tests
beforeAll(async () => {
  const started = {
    first: train('--out', 'first', '--seed', '5'),
    same: train('--out', 'same', '--seed', '5'),
    other: train('--out', 'other', '--seed', '6'),
    article: train('--out', 'article', '--model', 'seed-lstm', '--split', 'seed', ...CHANGES),
    tfjs: train('--out', 'tfjs', '--model', 'seed-lstm', '--engine', 'tfjs'),
  };
  for (const [name, run] of Object.entries(started)) runs[name as keyof typeof runs] = await run; // as: the same names
}, 120_000);

describe('train --json', () => {
  it.each<[run: 'first' | 'article', model: ModelName, seed: number]>([
    ['first', 'response-dense', 5],
    ['article', 'seed-lstm', 1],
  ])('prints the figures of the %s run and nothing else on stdout', (run, model, seed) => {
    const { stdout } = runs[run];
    expect(stdout).toBe(JSON.stringify(JSON.parse(stdout)) + '\n');
    const number: unknown = expect.any(Number);
    expect(JSON.parse(stdout)).toEqual({
      model,
      engine: 'ort',
      seed,
      epochs: 2,
      trainLoss: number,
      test: { windows: number, r2: number, mae: number, maePerStep: Array(5).fill(number) },
    });
    const { mae, maePerStep } = figuresOf(runs[run]).test;
    expect(maePerStep.reduce((sum, one) => sum + one, 0) / 5).toBeCloseTo(mae, 9);
  });

  it('leaves progress and seed to stderr', () => {
    expect(runs.first.stderr).toMatch(/^epoch 1\/2 {2}loss [\d.]+ {2}validation [\d.]+ .* left$/m);
    expect(runs.first.stderr).toMatch(
      /^epoch 2\/2 again, on all drives {2}loss [\d.]+ {2}\d+:\d\d, at most 0:00 left$/m,
    );
    expect(runs.first.stderr).toMatch(
      /^response-dense on ort, seed 5: trained on 6 drives, validated and tested without 2 of them, /m,
    );
  });

  it('names the engine that was chosen', () => {
    expect(figuresOf(runs.tfjs).engine).toMatch(/^tfjs-/);
    expect(runs.tfjs.stderr).toContain(`seed-lstm on ${figuresOf(runs.tfjs).engine}, `);
  });
});

describe('train --split seed', () => {
  it('says that its figures leak, and why', () => {
    const leak = /^--split seed leaks: windows at random share nine of their ten samples with windows .*trained on/m;
    expect(runs.article.stderr).toMatch(leak);
    expect(runs.first.stderr).not.toContain('leak');
  });

  it('tests on a twentieth of the article’s windows, i = 5 … rows−6 of every drive', () => {
    const windows = workspace.drives.length * (600 - 10);
    expect(figuresOf(runs.article).test.windows).toBe(windows / 20);
  });
});

describe('train', () => {
  it('writes model.onnx and card.json, nothing else, and leaves the drives alone', async () => {
    const files = await listing(workspace.folder);
    const made = Object.keys(files).filter((name) => /^first/.test(name));
    expect(made).toEqual(['first', 'first/card.json', 'first/model.onnx']);
    expect(Object.keys(files).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    const roots = Object.keys(files).filter((name) => !name.includes('/'));
    expect(roots).toEqual(['article', 'drives', 'first', 'other', 'same', 'tfjs']);
  });

  it('gives the same model, byte by byte, for the same seed, and another one for another', async () => {
    const first = sha256(await modelBytes('first'));
    expect(sha256(await modelBytes('same'))).toBe(first);
    expect(sha256(await modelBytes('other'))).not.toBe(first);
    expect(runs.same.stdout).toBe(runs.first.stdout);
    expect(runs.other.stdout).not.toBe(runs.first.stdout);
  });

  it('keeps seed, engine, epochs, split and every drive with its hash in the card', async () => {
    const { training, ...card } = JSON.parse(await readFile(join(workspace.folder, 'first/card.json'), 'utf8')) as {
      training: { drives: Record<string, { name: string; sha256: string; rows: number; trace: string }[]> };
    } & Record<string, unknown>;
    expect(training).toMatchObject({ seed: 5, engine: 'ort', epochs: 2, split: 'drive' });
    const { train, validation, test } = training.drives;
    expect([train!.length, validation!.length, test!.length]).toEqual([6, 1, 1]); // anew on all, once its figures were taken
    const recorded = [...train!].sort((a, b) => (a.name < b.name ? -1 : 1));
    const expected = workspace.drives.map(async (name) => {
      const bytes = await readFile(join(workspace.folder, 'drives', name));
      return { name, sha256: sha256(bytes), rows: bytes.toString('utf8').trimEnd().split('\n').length - 1 };
    });
    expect(recorded).toMatchObject(await Promise.all(expected));
    for (const { trace } of recorded) expect(trace).toMatch(/^[0-9a-f]{256}$/);
    expect(card.onnxSha256).toBe(sha256(await modelBytes('first')));
    expect(card).toMatchObject({ architecture: 'response-dense', dt: 0.1, historyLength: 5, horizonSteps: 5 });
    expect(card.signs).toBe('left-positive');
  });

  it('takes batch size, learning rate and schedule, and keeps the recipe in the card', async () => {
    const recipe = async (out: string) => {
      const card = JSON.parse(await readFile(join(workspace.folder, out, 'card.json'), 'utf8')) as ModelCard;
      return card.training.recipe;
    };
    const changed = { epochs: 2, batchSize: 64, learningRate: 0.007, schedule: 'one-cycle' };
    expect(await recipe('article')).toEqual({ ...seedLstm.recipe, ...changed });
    expect(await recipe('tfjs')).toEqual({ ...seedLstm.recipe, epochs: 2, schedule: 'constant' });
  });

  it('prints the figures of the bare network on the drives held out', async () => {
    const { folder } = workspace;
    const card = JSON.parse(await readFile(join(folder, 'tfjs/card.json'), 'utf8')) as {
      training: { drives: { test: { name: string }[] } };
    };
    const held = card.training.drives.test.map(({ name }) => join('drives', name));
    const { stdout } = await steercast(['evaluate', ...held, '--model', 'tfjs', '--raw', '--json'], folder);
    const { windows, model } = (JSON.parse(stdout) as { all: { windows: number; model: Scores } }).all;
    const { test } = figuresOf(runs.tfjs);
    expect(windows).toBe(test.windows);
    // The trainer and the exported model differ by 1e-4 deg at most.
    expect(Math.abs(model.mae - test.mae)).toBeLessThan(1e-4);
    expect(Math.abs(model.r2 - test.r2)).toBeLessThan(1e-4);
  });

  it('writes over a bundle, and prints a table without --json', async () => {
    const { folder } = workspace;
    const { stdout } = await steercast(['train', 'drives', '--out', 'same', '--epochs', '1'], folder);
    const [headline, ...table] = stdout.split('\n');
    expect(headline).toMatch(
      /^the bare network on drives held out, 1 drive: \S+\.csv \(\d+ steps, before it learnt from them too\); evaluate scores what the car gives out, compare has every drive judge$/,
    );
    expect(table.join('\n')).toMatch(/^MAE in deg +step 1 .* step 5 +all +RMSE +R²\nmodel .*\npersistence .*\nlinear /);
    const card = await readFile(join(folder, 'same/card.json'), 'utf8');
    expect(JSON.parse(card)).toMatchObject({ onnxSha256: sha256(await modelBytes('same')), training: { epochs: 1 } });
  });
});
