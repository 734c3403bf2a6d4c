/** `retrain` killed at moments of its whole way, and one whose challenger diverges. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { readBundle } from '../../onnx/bundle.js';
import { ModelStore } from '../../onnx/model-store.js';
import { Diverged } from '../../training/diverged.js';
import { responseLstm } from '../../training/architectures/response-lstm.js';
import { contestOnce } from '../../cli/contest.js';
import { exitCodeOf } from '../../cli/exit.js';
import { expectOneWholeChampion } from '../onnx/kill-rounds.js';
import { writeWorseBundle } from '../onnx/worse-bundle.js';
import { makeDrive } from '../training/make-drive.js';
import { useFolders } from './folders.js';
import { start, steercast } from './steercast.js';

const newFolder = useFolders();
const RETRAIN = ['retrain', 'drives', '--store', 'store', '--epochs', '1'];
/** ms after the line of stderr that ends a stage; undefined: after the start */
const MOMENTS = [
  [undefined, 300],
  [/^epoch 1/m, 0],
  [/test windows/, 0],
  [/test windows/, 100],
  [/test windows/, 250],
  [/is the champion/, 0],
] as const;

let folder: string;
let store: ModelStore;
beforeAll(async () => {
  folder = await newFolder();
  store = new ModelStore(join(folder, 'store'));
  await steercast(['simulate', '--out', 'drives', '--vehicles', '1', '--minutes', '3', '--seed', '5'], folder);
  await writeWorseBundle(join(folder, 'worse'), 3);
  await steercast(['deploy', 'worse', '--store', 'store'], folder);
}, 120_000);

describe('retrain', () => {
  it('killed at any stage leaves one whole champion, and nothing in the way of the next', async () => {
    for (const [line, ms] of MOMENTS) {
      const { child, ended } = start(RETRAIN, folder);
      let stderr = '';
      child.stderr.on('data', (text: string) => (stderr += text));
      await expect.poll(() => line?.test(stderr) ?? true, { timeout: 60_000, interval: 2 }).toBe(true);
      await wait(ms);
      child.kill('SIGKILL');
      await ended;
      await expectOneWholeChampion(store);
    }
    const { code } = await start(RETRAIN, folder).ended;
    expect(code).toBe(0);
    await expectOneWholeChampion(store);
    expect(await readdir(store.root)).toEqual(['champion', 'models']);
  }, 180_000);
});

describe('a challenger that diverges', () => {
  const out = () => join(folder, 'diverged');
  async function contest(learningRate: number) {
    const champion = await readBundle(join(folder, 'worse'));
    const training = {
      ...{ architecture: responseLstm, dt: 0.1, split: 'drive' as const, seed: 1, epochs: 2, learningRate },
      ...{ preview: 'recorded' as const, vehicle: undefined, signal: new AbortController().signal },
    };
    const found = [1, 2, 3].map((d) => ({ path: `${d}.csv`, drive: makeDrive(80, { name: `${d}.csv` }) }));
    return contestOnce(found, { champion, training, out: out() }).finally(() => champion.session.release());
  }

  it('to what is no number is told with epoch, batch and gradient, and nothing of it is written', async () => {
    const diverged = contest(1e38);
    await expect(diverged).rejects.toThrow(Diverged);
    await expect(diverged).rejects.toThrow(
      /^the training loss became (NaN|Infinity) in epoch \d, batch \d+; the largest gradient is /,
    );
    await expect(stat(out())).rejects.toThrow('ENOENT');
    expect(await exitCodeOf(() => diverged)).toBe(1);
  });

  it('to numbers beyond all bounds loses', async () => {
    const { verdict } = await contest(1e30);
    expect(verdict.against).toContainEqual(
      expect.stringMatching(/^it leaves \d+ of the windows that the champion answers/),
    );
  });
});
