import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InputError } from '../../core/input-error.js';
import type { ModelCard } from '../../core/model-card.js';
import { readBundle, writeBundle } from '../../onnx/bundle.js';
import { encodeOnnxModel, type OnnxGraph } from '../../onnx/onnx-model.js';
import { OnnxSession } from '../../onnx/session.js';
import { linearCard, linearGraph } from './linear-bundle.js';

const model = encodeOnnxModel(linearGraph());
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let dir: string;
let modelFile: string;
let cardFile: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'bundle-'));
  modelFile = join(dir, 'model.onnx');
  cardFile = join(dir, 'card.json');
  await writeBundle(dir, linearCard(), model);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(dir, { recursive: true });
});

/** The one line with which a bundle is refused; it must name the file at fault. */
async function refusal(file: string): Promise<string> {
  const error: unknown = await readBundle(dir).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  const { message } = error as InputError; // as: checked above
  expect(message).not.toContain('\n');
  expect(message).toContain(`(${file})`);
  return message;
}

const writeCard = (changes: object) => writeFile(cardFile, JSON.stringify({ ...linearCard(), ...changes }));

/** A model with the card's hash, so that the checks behind the hash are reached. */
async function writeModel(bytes: Uint8Array): Promise<void> {
  await writeFile(modelFile, bytes);
  await writeCard({ onnxSha256: sha256(bytes) });
}

describe('a bundle', () => {
  it('comes back as it was written, and answers', async () => {
    const { card, session } = await readBundle(dir);
    expect(card).toEqual({ ...linearCard(), onnxSha256: sha256(model) });
    const answer = await session.run(new Float32Array(9).fill(4), 1);
    expect([...answer.steeringAngleDeg!]).toEqual([10, 11, 12]);
    await session.release();
  });

  it('is two files, the card readable', async () => {
    expect((await readdir(dir)).sort()).toEqual(['card.json', 'model.onnx']);
    expect(await readFile(cardFile, 'utf8')).toMatch(/^\{\n {2}"formatVersion": 1,\n/);
  });

  it('carries intervals where the model has them', async () => {
    await writeModel(encodeOnnxModel(withOutput('lower', 3)));
    const { session } = await readBundle(dir);
    expect(session.outputs.map(({ name }) => name)).toEqual(['steeringAngleDeg', 'lower']);
    await session.release();
  });
});

describe('writeBundle', () => {
  it('writes nothing where the folder cannot be made', async () => {
    const parent = join(dir, 'file');
    await writeFile(parent, 'not a folder');
    await expect(writeBundle(join(parent, 'model'), linearCard(), model)).rejects.toThrow(InputError);
    expect((await readdir(dir)).sort()).toEqual(['card.json', 'file', 'model.onnx']);
    expect(await readFile(parent, 'utf8')).toBe('not a folder');
  });

  it('writes no card that readBundle would refuse', async () => {
    const fresh = join(dir, 'fresh');
    const card = { ...linearCard(), scalerY: { mean: [NaN, 0, 0], std: [1, 1, 1] } };
    await expect(writeBundle(fresh, card, model)).rejects.toThrow('expected scalerY to be mean and std of 3 numbers');
    expect(await readdir(dir)).not.toContain('fresh');
  });
});

describe('readBundle refuses', () => {
  it('a missing folder, card or model', async () => {
    await rm(modelFile);
    expect(await refusal(modelFile)).toContain(
      'expected a model bundle (card.json and model.onnx), got no such file or folder',
    );
    await rm(cardFile);
    expect(await refusal(cardFile)).toContain('got no such file or folder');
    await expect(readBundle(join(dir, 'none'))).rejects.toThrow(`got no such file or folder (${dir}/none/`);
  });

  it('a card torn anywhere', async () => {
    const json = (await readFile(cardFile, 'utf8')).trimEnd();
    for (let length = 0; length < json.length; length += 97) {
      await writeFile(cardFile, json.slice(0, length));
      expect(await refusal(cardFile)).toContain('expected a model card (JSON), got "');
    }
  });

  it.each(Object.keys(linearCard()).filter((key) => key !== 'training' && key !== 'metrics'))(
    'a card without %s',
    async (key) => {
      await writeCard({ onnxSha256: sha256(model), [key]: undefined });
      expect(await refusal(cardFile)).toMatch(/expected/);
    },
  );

  it('a card of another format', async () => {
    await writeCard({ onnxSha256: sha256(model), formatVersion: 2 });
    expect(await refusal(cardFile)).toContain('expected formatVersion to be 1, got 2');
  });

  it('a card that belongs to another model, naming both hashes', async () => {
    const onnxSha256 = '0123456789abcdef'.repeat(4);
    await writeCard({ onnxSha256 });
    expect(await refusal(modelFile)).toContain(
      `expected the model of its card, sha256 0123456789ab…, got ${sha256(model).slice(0, 12)}…, ${model.length} bytes`,
    );
  });

  it('a model cut short', async () => {
    for (const length of [model.length - 1, model.length >> 1, 1, 0]) {
      await truncate(modelFile, length);
      expect(await refusal(modelFile)).toContain(`expected the model of its card`);
    }
  });

  it('a model with one bit flipped, wherever it is', async () => {
    const bit = fc.integer({ min: 0, max: 8 * model.length - 1 });
    await fc.assert(
      fc.asyncProperty(bit, async (position) => {
        const flipped = Uint8Array.from(model);
        flipped[position >> 3]! ^= 1 << (position & 7);
        await writeFile(modelFile, flipped);
        expect(await refusal(modelFile)).toContain('expected the model of its card');
      }),
    );
  });
});

describe('readBundle refuses, with the hash in order,', () => {
  it.each([
    ['cut short', model.subarray(0, model.length >> 1)],
    ['empty', new Uint8Array()],
  ])('a model that is %s', async (_, bytes) => {
    await writeModel(bytes);
    expect(await refusal(modelFile)).toContain('expected a model that ONNX Runtime takes, got "');
  });

  it('a model of another shape, naming both sides', async () => {
    const release = vi.spyOn(OnnxSession.prototype, 'release');
    await writeModel(encodeOnnxModel(linearGraph()));
    const card: Partial<ModelCard> = { ...cardOfFewerFeatures(), onnxSha256: sha256(model) };
    await writeCard(card);
    expect(await refusal(modelFile)).toContain('expected input features [N, 8] as the card says, got features [N, 9]');
    expect(release).toHaveBeenCalledOnce();
  });

  it('a model without the angles, or with bounds of another shape', async () => {
    const graph = linearGraph();
    const renamed = graph.nodes.map((node) => ({ ...node, outputs: ['angles'] }));
    const outputs = [{ name: 'angles', shape: ['N', 3] }];
    await writeModel(encodeOnnxModel({ ...graph, nodes: renamed, outputs }));
    expect(await refusal(modelFile)).toContain(
      'expected output steeringAngleDeg [N, 3] as the card says, got angles [N, 3]',
    );
    await writeModel(encodeOnnxModel(withOutput('upper', 9)));
    expect(await refusal(modelFile)).toContain('expected output upper [N, 3] as the card says, got');
  });

  it('a model for a fixed number of rows', async () => {
    const graph = linearGraph();
    await writeModel(encodeOnnxModel({ ...graph, inputs: [{ name: 'features', shape: [1, 9] }] }));
    expect(await refusal(modelFile)).toContain('expected input features [N, 9] as the card says, got features [1, 9]');
  });

  it('a model that answers a golden vector otherwise, naming it and both numbers', async () => {
    const release = vi.spyOn(OnnxSession.prototype, 'release');
    const { golden } = linearCard();
    const expected = golden[1]!.steeringAngleDeg[2]! + 2e-4;
    golden[1]!.steeringAngleDeg[2] = expected;
    await writeCard({ onnxSha256: sha256(model), golden });
    expect(await refusal(modelFile)).toContain(
      `expected the model to answer golden[1], step 3, with ${expected} deg, got ${expected - 2e-4} deg`,
    );
    expect(release).toHaveBeenCalledOnce();
  });

  it('a model that fails when it is asked', async () => {
    const graph = linearGraph();
    const reshape = { op: 'Reshape', inputs: ['features', 'shape'], outputs: ['sevens'] };
    const gemm = { op: 'Gemm', inputs: ['sevens', 'w', 'b'], outputs: ['steeringAngleDeg'] };
    const initializers = [
      { name: 'w', shape: [7, 3], values: new Float32Array(21) },
      { name: 'b', shape: [3], values: new Float32Array(3) },
      { name: 'shape', shape: [2], values: BigInt64Array.of(-1n, 7n) },
    ];
    await writeModel(encodeOnnxModel({ ...graph, nodes: [reshape, gemm], initializers }));
    expect(await refusal(modelFile)).toContain('expected the model to answer golden[0], got "');
  });

  it('a model that answers with no number', async () => {
    const graph = linearGraph();
    const [w, b] = graph.initializers;
    const nan = { ...b!, values: new Float32Array(3).fill(NaN) };
    await writeModel(encodeOnnxModel({ ...graph, initializers: [w!, nan] }));
    expect(await refusal(modelFile)).toContain('golden[0], step 1, with');
  });
});

/** The linear model with one more output, of `width` columns. */
function withOutput(name: string, width: 3 | 9): OnnxGraph {
  const graph = linearGraph();
  const node = { op: 'Identity', inputs: [width === 3 ? 'steeringAngleDeg' : 'features'], outputs: [name] };
  return { ...graph, nodes: [...graph.nodes, node], outputs: [...graph.outputs, { name, shape: ['N', width] }] };
}

function cardOfFewerFeatures(): Partial<ModelCard> {
  const { featureNames, scalerX, golden } = linearCard();
  return {
    featureNames: featureNames.slice(1),
    scalerX: { mean: scalerX.mean.slice(1), std: scalerX.std.slice(1) },
    golden: golden.map((one) => ({ ...one, features: one.features.slice(1) })),
  };
}
