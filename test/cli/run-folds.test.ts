import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runFoldJob, type FoldJob } from '../../cli/fold-job.js';
import { runFolds } from '../../cli/run-folds.js';
import { InputError } from '../../core/input-error.js';
import { writeMap } from '../../road/map-file.js';
import { readNetwork } from '../../road/read-network.js';
import { toRoadMap } from '../../road/road-map.js';
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
  it('gives the same predictions on 1, 2 and 3 workers, and without any', async () => {
    const [one, two, three] = await Promise.all([1, 2, 3].map((workers) => runFolds(jobs(), { workers })));
    expect(two).toEqual(one);
    expect(three).toEqual(one);
    const here = [];
    for (const job of jobs()) here.push(await runFoldJob(job));
    expect(here).toEqual(one);
    expect(one!.map(({ drives }) => drives.map(({ drive }) => drive))).toEqual([
      ['a.csv'],
      ['b.csv'],
      ['c.csv'],
      ['d.csv'],
    ]);
    expect(one!.map(({ drives }) => drives[0]!.steps.length)).toEqual([150, 170, 190, 210].map((rows) => rows - 9));
    const firsts = one!.map(({ drives }) => Array.from(drives[0]!.steps[0]!.predicted).join());
    expect(new Set(firsts).size).toBe(4);
  }, 60_000);

  it('reads rows without times by the step of the model', async () => {
    const folder = await newFolder();
    const path = join(folder, 'untimed.csv');
    await writeFile(path, toCsv(smallDrive(100), ['Curvature', 'Velocity', 'Steering_Angle']));
    const { drives } = await runFoldJob({ ...jobs({ epochs: 1 })[0]!, heldOut: [path] });
    expect(drives[0]!.steps).toHaveLength(100 - 9);
  });

  it('takes the preview from a map, which each worker opens for itself', async () => {
    const folder = await newFolder();
    const [profile, map] = [join(folder, 'profile.csv'), join(folder, 'profile.map')];
    const stations = smallDrive(400).map(({ t, Curvature }) => `${t * 20},${Curvature}`); // at the 20 m/s of the drives
    await writeFile(profile, ['s,Curvature', ...stations].join('\n'));
    await writeMap(map, toRoadMap(await readNetwork([profile])));
    const onMap = jobs({ preview: 'map', map }).slice(0, 2);
    const answers = await runFolds(onMap, { workers: 2 });
    expect(answers[0]).toEqual(await runFoldJob(onMap[0]!));
    expect(answers[0]!.test).not.toEqual((await runFoldJob(jobs()[0]!)).test);
    expect((await runFoldJob({ ...onMap[0]!, raw: true })).drives[0]!.firstValid).toBeNull();
    await expect(runFolds(jobs({ preview: 'map', map: 'none.map' }), { workers: 1 })).rejects.toThrow(
      /no such file or folder \(none\.map\)$/,
    );
  }, 60_000);

  it('runs no job and no worker for nothing', async () => {
    expect(await runFolds([])).toEqual([]);
  });

  it('hands on what a fold refuses, as what it is', async () => {
    const wrong = jobs().with(2, { ...jobs()[2]!, heldOut: ['none.csv'] });
    await expect(runFolds(wrong, { workers: 2 })).rejects.toThrow(InputError);
    await expect(runFolds(wrong, { workers: 2 })).rejects.toThrow(/no such file or folder \(none\.csv\)$/);
    await expect(runFolds(jobs({ architecture: 'none' }), { workers: 1 })).rejects.toThrow('expected a model named');
  }, 60_000);
});
