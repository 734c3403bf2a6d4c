/** A disk without room at each stage on the way to a better model: what is said, and that the champion stays whole. */
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelStore } from '../../onnx/model-store.js';
import { expectOneWholeChampion } from '../onnx/kill-rounds.js';
import { writeWorseBundle } from '../onnx/worse-bundle.js';
import { useFolders } from './folders.js';
import { canMount, mountDisk } from './full-disk.js';
import { start, steercast } from './steercast.js';

const KB = 1024;
const newFolder = useFolders();

describe.skipIf(!canMount)('on a full disk', { timeout: 60_000 }, () => {
  let folder: string;
  let disk: ReturnType<typeof mountDisk>;
  let store: ModelStore;
  const retrain = (...more: string[]) =>
    start(['retrain', 'drives', '--store', 'disk/store', '--epochs', '1', ...more], folder).ended;
  const champion = () => store.champion()!;

  beforeAll(async () => {
    folder = await newFolder();
    disk = mountDisk(join(folder, 'disk'));
    store = new ModelStore(join(folder, 'disk/store'));
    await writeWorseBundle(join(folder, 'worse'), 3);
    await steercast(['simulate', '--out', 'drives', '--vehicles', '1', '--minutes', '4', '--seed', '5'], folder);
    await steercast(['deploy', 'worse', '--store', 'disk/store'], folder);
  }, 120_000);
  afterAll(() => disk.unmount());

  it('a challenger that can not be written is gone, and the champion stays', async () => {
    disk.fill(20 * KB);
    const { code, stderr } = await retrain();
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /\nsteercast: expected a path that can be written, got no space left \(disk\/store\/made\/(model\.onnx|card\.json)\)\n$/,
    );
    expect(await readdir(store.root)).toEqual(['champion', 'models']);
    await expectOneWholeChampion(store);
  });

  it('a better challenger that can not be copied into the store waits, and can be deployed when there is room', async () => {
    const before = champion();
    disk.fill(200 * KB); // of one bundle, not of two
    const { code, stderr, stdout } = await retrain('--json');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /\nsteercast: expected a folder for models that can be written, got no space left \(.*\); the better disk\/store\/challenger waits to be deployed \(steercast deploy\)\n$/,
    );
    expect(champion()).toBe(before);
    await expectOneWholeChampion(store);
    expect((await readdir(store.root)).sort()).toEqual(['challenger', 'champion', 'models']);
    disk.fill(1000 * KB);
    await steercast(['deploy', 'disk/store/challenger', '--store', 'disk/store'], folder);
    expect(champion()).toMatch(/^0002-/);
  });

  it('a deployment is refused and leaves nothing; a rollback needs no room', async () => {
    disk.fill(0);
    const { code, stderr } = await start(['deploy', 'worse', '--store', 'disk/store'], folder).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^steercast: expected a folder for models that can be written, got no space left \(.*models\/\.0003-\S+\)\n$/,
    );
    expect(champion()).toMatch(/^0002-/);
    expect(await readdir(join(store.root, 'models'))).toHaveLength(2);
    await steercast(['rollback', '--store', 'disk/store'], folder);
    expect(champion()).toMatch(/^0001-/);
    await expectOneWholeChampion(store);
  });

  it('a report that can not be written keeps no challenger from being promoted, and hides nothing of it', async () => {
    await cp(store.root, join(folder, 'roomy'), { recursive: true, verbatimSymlinks: true });
    disk.fill(0);
    const { code, stderr, stdout } = await start(
      ['retrain', 'drives', '--store', 'roomy', '--epochs', '1', '--json', '--report', 'disk/report.html'],
      folder,
    ).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /\n0003-\S+ is the champion, in the place of 0001-\S+\nsteercast: expected a path that can be written, got no space left \(disk\/report\.html\)\n$/,
    );
    expect(JSON.parse(stdout)).toMatchObject({ promoted: true });
    expect(await readdir(join(folder, 'disk'))).not.toContain('report.html');
  });

  it('the temporary files of a training in folds are told of by their path', async () => {
    const { code, stderr } = await start(
      ['retrain', 'drives', '--store', 'roomy', '--epochs', '1', '--folds', '4'],
      folder,
      'steercast',
      { TMPDIR: join(folder, 'disk') },
    ).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^steercast: expected a path that can be written, got no space left \(\S+\/disk\/steercast-fold-\S+\)$/m,
    );
    expect((await readdir(join(folder, 'disk'))).sort()).toEqual(['filler', 'store']);
    await expectOneWholeChampion(new ModelStore(join(folder, 'roomy')));
  });
});
