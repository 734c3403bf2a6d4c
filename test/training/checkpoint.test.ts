import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import type { Drive } from '../../drives/drive.js';
import { ARCHITECTURES } from '../../training/architectures/catalogue.js';
import { seedLstm } from '../../training/architectures/seed-lstm.js';
import { sequenceLstm } from '../../training/architectures/sequence-lstm.js';
import { encodeCheckpoint, parseCheckpoint, type Checkpoint } from '../../training/checkpoint.js';
import { openCheckpointFile, readCheckpoint } from '../../training/checkpoint-file.js';
import { makeCard } from '../../training/make-card.js';
import { toOnnx } from '../../training/to-onnx.js';
import { trainModel, type TrainedModel, type TrainOptions } from '../../training/train-model.js';
import { asDrive, syntheticDrives } from './make-drive.js';

const OPTIONS: TrainOptions = {
  architecture: sequenceLstm,
  dt: 0.1,
  split: 'drive',
  seed: 1,
  epochs: 4,
  preview: 'recorded',
};
const drives = syntheticDrives(5, 3).map(({ name, rows }, k) => ({ ...asDrive(rows.slice(0, 200), name), sha256: `${k}`.repeat(64) })); // prettier-ignore

/** The model, and its checkpoint after each epoch, as a file would hold it. */
async function train(some: readonly Drive[], options: TrainOptions) {
  const texts: string[] = [];
  const onCheckpoint = (checkpoint: Checkpoint) => Promise.resolve(void texts.push(encodeCheckpoint(checkpoint)));
  return { trained: await trainModel(some, { ...options, onCheckpoint }), texts };
}

async function written(trained: TrainedModel, options: TrainOptions) {
  const { card } = await makeCard(trained, options, new Date(0));
  return { card: JSON.stringify(card), onnx: Buffer.from(toOnnx(trained.model, trained.fitted.weights)) };
}

const from = (text: string) => ({ checkpoint: parseCheckpoint(text, 'm.checkpoint'), path: 'm.checkpoint' });

describe('a resumed training', () => {
  const cases = [
    ...ARCHITECTURES.map((architecture) => ({ ...OPTIONS, architecture })),
    { ...OPTIONS, architecture: seedLstm, split: 'seed' as const },
    { ...OPTIONS, engine: 'tfjs' as const },
  ].map(
    (options) => [`${options.architecture.name}, split ${options.split}, ${options.engine ?? 'ort'}`, options] as const,
  );

  it.each(cases)(
    'has the same model and card from every epoch: %s',
    async (_, options) => {
      const { trained, texts } = await train(drives, options);
      const expected = await written(trained, options);
      expect(texts).toHaveLength(4);
      for (const text of texts) {
        const again = await trainModel(drives, { ...options, from: from(text) });
        const { card, onnx } = await written(again, options);
        expect(onnx.equals(expected.onnx)).toBe(true);
        expect(card).toBe(expected.card);
      }
    },
    60_000,
  );

  it('has the same model after it was stopped in the middle of an epoch', async () => {
    const expected = await written(await trainModel(drives, OPTIONS), OPTIONS);
    const controller = new AbortController();
    let text = '';
    const onCheckpoint = (checkpoint: Checkpoint) => {
      text = encodeCheckpoint(checkpoint);
      setImmediate(() => controller.abort()); // while the next epoch runs
      return Promise.resolve();
    };
    const stopped = await trainModel(drives, { ...OPTIONS, onCheckpoint, signal: controller.signal });
    expect(stopped.fitted).toMatchObject({ interrupted: true, bestEpoch: 1 });
    const { card } = await makeCard(stopped, OPTIONS, new Date(0));
    expect(card.training).toMatchObject({ epochs: 1, interruptedAfterEpoch: 1 });
    const resumed = await written(await trainModel(drives, { ...OPTIONS, from: from(text) }), OPTIONS);
    expect(resumed.onnx.equals(expected.onnx)).toBe(true);
    expect(resumed.card).toBe(expected.card);
    expect(resumed.card).not.toContain('interrupted');
  });
});

describe('a checkpoint of another training is refused, with both sides', () => {
  let text = '';
  beforeAll(async () => void (text = (await train(drives, OPTIONS)).texts[0]!));

  const changed = drives.with(1, { ...drives[1]!, sha256: 'abc'.padEnd(64, '0') });
  const flipped = drives.map((drive) => ({ ...drive, rows: drive.rows.map((row) => ({ ...row, curvature: -row.curvature })) })); // prettier-ignore
  const more = [...drives, { ...drives[0]!, name: 'more.csv', sha256: 'f'.repeat(64) }];
  const cases: [string, readonly Drive[], Partial<TrainOptions>, string | RegExp][] = [
    ['architecture', drives, { architecture: seedLstm }, 'model sequence-lstm instead of seed-lstm'],
    ['seed', drives, { seed: 6 }, 'seed 1 instead of 6'],
    ['epochs', drives, { epochs: 9 }, 'epochs 4 instead of 9'],
    ['engine', drives, { engine: 'tfjs' }, /engine "ort" instead of "tfjs-\w+"/],
    ['split', drives, { split: 'seed' }, 'split "drive" instead of "seed"'],
    ['preview', drives, { preview: 'hold' }, 'preview "recorded" instead of "hold"'],
    ['recipe', drives, { architecture: { ...sequenceLstm, recipe: { ...sequenceLstm.recipe, learningRate: 0.5 } } }, 'learningRate 0.003 instead of 0.5'],
    ['drive', changed, {}, /drives \S+ \(sha256 111111111111…\) instead of \S+ \(sha256 abc000000000…\), beside those in common/],
    ['number of drives', more, {}, 'drives none instead of more.csv (sha256 ffffffffffff…), beside'],
    ['order of drives', drives.toReversed(), {}, /the drives in the order hatchback\S+, sedan\S+, suv\S+ instead of suv/],
    ['reading of the drives', flipped, {}, 'the same drives read in another way (--units'],
  ]; // prettier-ignore
  it.each(cases)('%s', async (_, some, options, message) => {
    const refused = trainModel(some, { ...OPTIONS, ...options, from: from(text) });
    await expect(refused).rejects.toThrow(InputError);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow(/^expected a checkpoint of this training, got one with .*\(m\.checkpoint\)$/);
  });
});

describe('a checkpoint file', () => {
  let folder = '';
  let checkpoint: Checkpoint;
  const remarks: string[] = [];
  const path = () => join(folder, 'model.checkpoint');
  const open = (now?: () => number) =>
    openCheckpointFile(path(), { remark: (text) => remarks.push(text), ...(now && { now }) });
  beforeAll(async () => {
    checkpoint = parseCheckpoint((await train(drives, { ...OPTIONS, epochs: 1 })).texts[0]!, 'text');
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'steercast-checkpoint-'));
    remarks.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('gives back what was kept, every bit', async () => {
    const file = open();
    await file.keep(checkpoint);
    expect(await file.flush()).toBe(true);
    expect(await readCheckpoint(path())).toEqual(checkpoint);
    expect(await readdir(folder)).toEqual(['model.checkpoint']);
    await file.remove();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is written every two seconds, and at the end', async () => {
    let time = 0;
    const file = open(() => time);
    const epochs = () => readCheckpoint(path()).then(({ progress }) => progress.losses.train.length, () => 0); // prettier-ignore
    const seen: number[] = [];
    for (let epoch = 1; epoch <= 8; epoch++) {
      time += 700;
      const losses = { train: Array<number>(epoch).fill(1), validation: [] };
      await file.keep({ ...checkpoint, progress: { ...checkpoint.progress, losses } });
      seen.push(await epochs());
    }
    expect(seen).toEqual([0, 0, 3, 3, 3, 6, 6, 6]);
    await file.flush();
    expect(await epochs()).toBe(8);
  });

  it('that is damaged, cut off, of another kind or not there is refused', async () => {
    await expect(readCheckpoint(path())).rejects.toThrow(`expected a checkpoint to resume from, got no such file`);
    const text = encodeCheckpoint(checkpoint);
    const cases: [string, RegExp][] = [
      [
        text.replace('"seed":"1"', '"seed":"2"'),
        /expected a checkpoint with sha256 \w{64}, got \w{64}: it is damaged \(/,
      ],
      [text.slice(0, text.length / 2), /it is damaged \(.*model\.checkpoint\)$/],
      ['', /expected a checkpoint \("steercast-checkpoint 1 …"\), got "" \(/],
      ['{"a": 1}\n', /, got "\{"a": 1\}" \(/],
    ];
    for (const [content, message] of cases) {
      await writeFile(path(), content);
      await expect(readCheckpoint(path())).rejects.toThrow(InputError);
      await expect(readCheckpoint(path())).rejects.toThrow(message);
    }
  });

  // The kernel's own full disk: every write to /dev/full fails with ENOSPC.
  it.skipIf(!existsSync('/dev/full'))('on a full disk is told in one line, once, and tried again', async () => {
    const file = open(() => 0);
    await file.keep(checkpoint);
    const full = () => symlink('/dev/full', `${path()}.tmp`);
    for (let attempt = 0; attempt < 3; attempt++) {
      await full();
      expect(await file.flush()).toBe(false);
    }
    expect(remarks).toEqual([
      `checkpoint not written: expected a path that can be written, got no space left (${path()})`,
    ]);
    expect(await readdir(folder)).toEqual([]);
    expect(await file.flush()).toBe(true); // there is space again
    expect(await readCheckpoint(path())).toEqual(checkpoint);
    await full();
    await file.keep(checkpoint);
    expect(await file.flush()).toBe(false);
    expect(remarks).toHaveLength(2);
    expect(await readCheckpoint(path())).toEqual(checkpoint); // the older one
  });

  it('whose path is a folder is told as well', async () => {
    await mkdir(path());
    const file = open();
    await file.keep(checkpoint);
    expect(await file.flush()).toBe(false);
    expect(remarks).toEqual([expect.stringMatching(/got a folder \(/)]);
  });
});
