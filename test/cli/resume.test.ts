import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelCard } from '../../core/model-card.js';
import { COLUMNS, smallDrive, toCsv } from './drive-files.js';
import { useFolders } from './folders.js';
import { refusal, start, steercast } from './steercast.js';

const newFolder = useFolders();
/** Long enough for a checkpoint on the way, which is written every two seconds. */
const TRAINING = ['train', 'drives', '--model', 'seed-lstm', '--epochs', '3000', '--seed', '3'];
/** with it a speed in another unit would be doubted */
const WITHOUT_AY = COLUMNS.filter((name) => name !== 'Ay');
let folder = '';

beforeAll(async () => {
  folder = await newFolder();
  await mkdir(join(folder, 'drives'));
  for (const [d, name] of ['a.csv', 'b.csv', 'c.csv'].entries()) {
    await writeFile(join(folder, 'drives', name), toCsv(smallDrive(400, 20 + d, 30 + d), WITHOUT_AY));
  }
  await steercast([...TRAINING, '--out', 'whole'], folder);
}, 240_000);

const model = (out: string) => readFile(join(folder, out, 'model.onnx'));
const card = async (out: string) => {
  const { createdAt, ...rest } = JSON.parse(await readFile(join(folder, out, 'card.json'), 'utf8')) as ModelCard;
  expect(createdAt).toEqual(expect.any(String));
  return rest;
};

/** Starts a training and sends the signal as soon as `ready` says so. */
async function stopped(options: string[], signal: NodeJS.Signals, ready: (stderr: string) => boolean) {
  const { child, ended } = start([...TRAINING, ...options], folder);
  let stderr = '';
  child.stderr.on('data', (text: string) => (stderr += text));
  while (child.exitCode === null && !ready(stderr)) await setTimeout(2);
  child.kill(signal);
  return ended;
}

const isTraining = (stderr: string) => /^epoch \d+\//m.test(stderr);

describe('train --resume', () => {
  it('goes on after a kill and an interrupt to the model and the card of a run that was never stopped', async () => {
    const checkpoint = join(folder, 'stopped.checkpoint');
    const killed = await stopped(['--out', 'stopped'], 'SIGKILL', () => existsSync(checkpoint));
    expect(killed.signal).toBe('SIGKILL');
    expect(await readdir(join(folder, 'stopped'))).toEqual([]);
    const interrupted = await stopped(['--out', 'stopped', '--resume'], 'SIGINT', isTraining);
    expect(interrupted.code).toBe(130);
    expect(interrupted.stderr).not.toContain('epoch 1/');
    expect(await card('stopped')).toMatchObject({ training: { interruptedAfterEpoch: expect.any(Number) as unknown } });
    await steercast([...TRAINING, '--out', 'stopped/', '--resume'], folder);
    expect((await model('stopped')).equals(await model('whole'))).toBe(true);
    expect(await card('stopped')).toEqual(await card('whole'));
    expect(existsSync(checkpoint)).toBe(false);
  }, 240_000);

  it('refuses another training, with both sides, and changes nothing', async () => {
    await stopped(['--out', 'other'], 'SIGINT', isTraining);
    const resume = [...TRAINING, '--out', 'other', '--resume'];
    const where = join(folder, 'other.checkpoint');
    expect(await refusal([...resume, '--seed', '4'], folder)).toBe(
      `steercast: expected a checkpoint of this training, got one with seed 3 instead of 4 (${where})`,
    );
    expect(await refusal([...resume, '--model', 'sequence-lstm'], folder)).toContain(
      'got one with model seed-lstm instead of sequence-lstm (',
    );
    expect(await refusal([...resume, '--units', 'velocity=km/h'], folder)).toContain(
      'got one with the same drives read in another way (--units, ',
    );
  }, 240_000);

  it('refuses to begin where there is no checkpoint', async () => {
    expect(await refusal([...TRAINING, '--out', 'none', '--resume'], folder)).toBe(
      `steercast: expected a checkpoint to resume from, got no such file or folder (${join(folder, 'none.checkpoint')})`,
    );
  });
});

// A file system that is too small for a checkpoint and large enough for the bundle. Only the super-user may mount one.
const mayMount = process.getuid?.() === 0;
if (!mayMount) console.log('a disk that is full while training: left out, only root can mount one');

it.skipIf(!mayMount)(
  'train on a disk that is full for its checkpoint says so in one line and keeps its bundle',
  async () => {
    const disk = join(folder, 'disk');
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=768k', 'tmpfs', disk]);
    try {
      const { code, stderr } = await stopped(['--out', 'disk/model'], 'SIGINT', isTraining);
      expect(code).toBe(130);
      const { training } = await card('disk/model');
      expect(stderr.split('\n').filter((line) => /checkpoint|interrupted/.test(line))).toEqual([
        `checkpoint not written: expected a path that can be written, got no space left (${disk}/model.checkpoint)`,
        `steercast: interrupted after epoch ${training.epochs}; disk/model has the best model so far`,
      ]);
      const files = ['model', 'model/card.json', 'model/model.onnx'];
      expect((await readdir(disk, { recursive: true })).toSorted()).toEqual(files);
      await steercast(['inspect', 'disk/model'], folder);
    } finally {
      execFileSync('umount', [disk]);
    }
  },
  60_000,
);
