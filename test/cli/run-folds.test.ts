import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runFoldJob, type FoldJob } from '../../cli/fold-job.js';
import { runFolds } from '../../cli/run-folds.js';
import { InputError } from '../../core/input-error.js';
import { smallDrive, toCsv } from './drive-files.js';
import { useFolders } from './folders.js';

const newFolder = useFolders();
let paths: string[] = [];

/** Each drive held out in turn. */
const jobs = (more: Partial<FoldJob> = {}): FoldJob[] =>
  paths.map((heldOut) => ({
    train: paths.filter((path) => path !== heldOut),
    heldOut: [heldOut],
    read: {},
    architecture: 'sequence-lstm',
    dt: 0.1,
    split: 'drive',
    seed: 3,
    preview: 'recorded',
    epochs: 3,
    ...more,
  }));

beforeAll(async () => {
  const folder = await newFolder();
  paths = ['a.csv', 'b.csv', 'c.csv', 'd.csv'].map((name) => join(folder, name));
  const rows = smallDrive(400);
  for (const [k, path] of paths.entries()) await writeFile(path, toCsv(rows.slice(k * 20, k * 20 + 150 + 20 * k)));
});

describe('runFolds', () => {
  it('gives the same weights and predictions on 1, 2 and 3 workers, and without any', async () => {
    const [one, two, three] = await Promise.all([1, 2, 3].map((workers) => runFolds(jobs(), { workers })));
    expect(two).toEqual(one);
    expect(three).toEqual(one);
    const here = [];
    for (const job of jobs()) here.push(await runFoldJob(job));
    expect(here).toEqual(one);
    expect(one!.map(({ drives }) => drives.map(({ name }) => name))).toEqual([
      ['a.csv'],
      ['b.csv'],
      ['c.csv'],
      ['d.csv'],
    ]);
    expect(one!.map(({ drives }) => drives[0]!.steps.length)).toEqual([150, 170, 190, 210].map((rows) => rows - 9));
    expect(new Set(one!.map(({ weights }) => weights['linear.bias']!.join())).size).toBeGreaterThan(1);
  }, 60_000);

  it('runs no job and no worker for nothing', async () => {
    expect(await runFolds([])).toEqual([]);
  });

  it('hands on what a fold refuses, as what it is', async () => {
    const wrong = jobs().with(2, { ...jobs()[2]!, heldOut: ['none.csv'] });
    await expect(runFolds(wrong, { workers: 2 })).rejects.toThrow(InputError);
    await expect(runFolds(wrong, { workers: 2 })).rejects.toThrow(/no such file or folder \(none\.csv\)$/);
    await expect(runFolds(jobs({ architecture: 'none' }), { workers: 1 })).rejects.toThrow('expected a model named');
  });
});
