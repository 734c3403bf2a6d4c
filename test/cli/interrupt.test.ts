import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ModelCard } from '../../core/model-card.js';
import { DEFAULT_MODEL, smallDrive, toCsv } from './drive-files.js';
import { useFolders } from './folders.js';
import { listing, start, steercast, type Ended } from './steercast.js';

const newFolder = useFolders();

/** ms, after which a process that goes on is killed, so that the test fails by its exit code */
const PATIENCE = 20_000;

async function folderWithDrive(rows: number): Promise<string> {
  const folder = await newFolder();
  await writeFile(join(folder, 'drive.csv'), toCsv(smallDrive(rows)));
  return folder;
}

type Running = ReturnType<typeof start>;

/** Interrupts a process once `ready`, and waits for its end. */
async function interrupt(running: Running, ready: () => boolean, signal: NodeJS.Signals = 'SIGINT') {
  let ended = false;
  void running.ended.then(() => (ended = true));
  while (!ready() && !ended) await setTimeout(2);
  running.child.kill(signal);
  const patience = new AbortController();
  const kill = setTimeout(PATIENCE, undefined, { signal: patience.signal }).then(
    () => running.child.kill('SIGKILL'),
    () => undefined,
  );
  const end = await running.ended;
  patience.abort();
  await kill;
  return end;
}

const exit = ({ code, signal }: Ended) => ({ code, signal });
const INTERRUPTED = { code: 130, signal: null };

/** Ready once the first epoch is reported. */
function afterFirstEpoch({ child }: Running): () => boolean {
  let progress = '';
  child.stderr.on('data', (text: string) => (progress += text));
  return () => progress.includes('epoch 1/');
}

const TRAINING = ['train', 'drive.csv', '--split', 'seed', '--epochs', '100000', '--out', 'model'];

describe('an interrupt', () => {
  it.concurrent.each(['SIGINT', 'SIGTERM'] as const)(
    'during training (%s) exits with 130 and the best model so far, whole',
    async (signal) => {
      const folder = await folderWithDrive(600);
      await mkdir(join(folder, 'model'));
      for (const name of ['model.onnx', 'card.json']) await writeFile(join(folder, 'model', name), 'older');
      const running = start([...TRAINING, '--json'], folder);
      const end = await interrupt(running, afterFirstEpoch(running), signal);
      expect(exit(end)).toEqual(INTERRUPTED);
      const names = ['drive.csv', 'model', 'model.checkpoint', 'model/card.json', 'model/model.onnx'];
      expect(Object.keys(await listing(folder))).toEqual(names);
      const { verified, card } = JSON.parse((await steercast(['inspect', 'model', '--json'], folder)).stdout) as {
        verified: boolean;
        card: ModelCard;
      };
      const { epochs, interruptedAfterEpoch } = card.training;
      expect(verified).toBe(true);
      expect(interruptedAfterEpoch).toBe(epochs);
      expect(epochs).toBeLessThan(100_000);
      expect(JSON.parse(end.stdout)).toMatchObject({ epochs });
      const told = `steercast: interrupted after epoch ${epochs}; model has the best model so far, and --resume goes on`;
      expect(end.stderr.trimEnd().split('\n').at(-1)).toBe(told);
    },
  );

  it.concurrent('before the first epoch has ended exits with 130, one line and no bundle', async () => {
    const folder = await folderWithDrive(10_000); // a second of processor time before the first step
    const before = await listing(folder);
    const running = start(TRAINING, folder);
    let warned = '';
    running.child.stderr.on('data', (text: string) => (warned += text));
    const end = await interrupt(running, () => warned.includes('leaks'));
    expect(exit(end)).toEqual(INTERRUPTED);
    expect(end.stderr.replace(/^--split seed leaks.*\n/, '')).toBe(
      'steercast: interrupted before the first epoch ended; no bundle written\n',
    );
    expect(await listing(folder)).toEqual(before);
  });

  it.concurrent('and another one end a training at once, with nothing half-written', async () => {
    const folder = await folderWithDrive(600);
    const running = start(TRAINING, folder);
    const ready = afterFirstEpoch(running);
    const both = () => ready() && running.child.kill('SIGTERM');
    expect(exit(await interrupt(running, both))).toEqual(INTERRUPTED);
    const files = Object.keys(await listing(folder)).filter((name) => name !== 'model.checkpoint');
    const bundle = files.length > 2 ? ['model/card.json', 'model/model.onnx'] : []; // where the first signal got that far
    expect(files).toEqual(['drive.csv', 'model', ...bundle]);
  });

  it.concurrent('during replay exits with 130 and leaves no file', async () => {
    const folder = await folderWithDrive(600);
    const replay = ['replay', 'drive.csv', '--model', DEFAULT_MODEL, '--speed', '1', '--out', 'out.csv'];
    const running = start(replay, folder);
    let opened = 0;
    const isStreaming = () => {
      if (opened === 0 && existsSync(join(folder, 'out.csv.tmp'))) opened = performance.now();
      return opened > 0 && performance.now() - opened > 300;
    };
    expect(exit(await interrupt(running, isStreaming))).toEqual(INTERRUPTED);
    expect(await readdir(folder)).toEqual(['drive.csv']);
  });

  it.concurrent('while replay reads a long drive exits with 130 and leaves no file', async () => {
    const folder = await folderWithDrive(100_000);
    const replay = ['replay', 'drive.csv', '--model', DEFAULT_MODEL, '--speed', '1', '--out', 'out.csv'];
    const end = await interrupt(start(replay, folder), () => existsSync(join(folder, 'out.csv.tmp')));
    expect(exit(end)).toEqual(INTERRUPTED);
    expect(await readdir(folder)).toEqual(['drive.csv']);
  });

  it.concurrent('during replay to stdout leaves whole lines', async () => {
    const folder = await folderWithDrive(600);
    const running = start(['replay', 'drive.csv', '--model', DEFAULT_MODEL, '--speed', '20'], folder);
    let seen = false;
    running.child.stdout.once('data', () => (seen = true));
    const end = await interrupt(running, () => seen);
    expect(exit(end)).toEqual(INTERRUPTED);
    for (const line of end.stdout.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('state');
  });

  it.concurrent('during simulate exits with 130 and leaves whole drives', async () => {
    const folder = await newFolder();
    const running = start(['simulate', '--out', '.', '--vehicles', '300', '--minutes', '0.1'], folder);
    const end = await interrupt(running, () => existsSync(join(folder, 'hatchback-country-01.csv')));
    expect(exit(end)).toEqual(INTERRUPTED);
    expect((await readdir(folder)).filter((name) => !name.endsWith('.csv'))).toEqual([]);
  });

  it.concurrent('during simulate is heard before a long fleet is made', async () => {
    const folder = await newFolder();
    const fleet = ['--vehicles', '100', '--minutes', '1440', '--can', '--maps'];
    const running = start(['simulate', '--out', 'drives', ...fleet], folder);
    expect(exit(await interrupt(running, () => existsSync(join(folder, 'drives'))))).toEqual(INTERRUPTED);
    expect(Object.keys(await listing(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.concurrent('during map export exits with 130 and leaves no file', async () => {
    const folder = await folderWithRoad();
    const running = start([...EXPORT, '--out', 'table.csv'], folder);
    expect(exit(await interrupt(running, () => existsSync(join(folder, 'table.csv.tmp'))))).toEqual(INTERRUPTED);
    expect(await readdir(folder)).toEqual(['road.csv']);
  });
});

/** A hundred million rows, which take minutes. */
const EXPORT = ['map', 'export', 'road.csv', '--step', '0.01'];

async function folderWithRoad(): Promise<string> {
  const folder = await newFolder();
  await writeFile(join(folder, 'road.csv'), 's,Curvature\n0,0\n1000000,0\n');
  return folder;
}

describe('map export to a reader that has seen enough', () => {
  it.concurrent('ends at once, without a word', async () => {
    const running = start(EXPORT, await folderWithRoad());
    running.child.stdout.once('data', () => running.child.stdout.destroy());
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('replay to a reader that has seen enough', () => {
  it.concurrent('ends without a stack trace', async () => {
    const folder = await folderWithDrive(600);
    const running = start(['replay', 'drive.csv', '--model', DEFAULT_MODEL, '--speed', '50'], folder);
    running.child.stdout.once('data', () => running.child.stdout.destroy());
    const { stderr } = await running.ended;
    expect(stderr).not.toMatch(/^ +at /m);
    expect(stderr.split('\n').length).toBeLessThanOrEqual(2);
  });
});
