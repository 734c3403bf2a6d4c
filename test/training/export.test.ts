import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import { halfWidthOf } from '../../core/half-width.js';
import type { Matrix } from '../../core/matrix.js';
import { fitScaler } from '../../core/scaler.js';
import { readBundle } from '../../onnx/bundle.js';
import { GraphExecutor } from '../../onnx/executor/graph-executor.js';
import { OnnxSession } from '../../onnx/session.js';
import type { Architecture } from '../../training/architectures/architecture.js';
import { ARCHITECTURES } from '../../training/architectures/catalogue.js';
import { makeDataset } from '../../training/dataset.js';
import { loadEngine } from '../../training/engines/engines.js';
import { exportBundle } from '../../training/export.js';
import { halfWidths } from '../../training/interval.js';
import { toOnnx } from '../../training/to-onnx.js';
import type { UnhashedCard } from '../../training/make-card.js';
import { networkView } from '../../training/network-view.js';
import { physicalForward, type PhysicalModel } from '../../training/physical-model.js';
import { initialWeights, Random } from '../../training/random.js';
import { linearCard } from '../onnx/linear-bundle.js';
import { checkOnnx, hasPythonOnnx } from '../onnx/python-onnx.js';
import { float64Ops, tensor64 } from './graph/float64-ops.js';
import { contractOf, rowOf, syntheticDrives } from './make-drive.js';

const drives = syntheticDrives(11, 2);

const datasets = new Map(ARCHITECTURES.map((one) => [one.name, makeDataset(drives, contractOf(one))]));
const dataOf = ({ name }: Architecture) => datasets.get(name)!;

/** A network of its full size with random weights, wider than training starts with, so that its gates saturate. */
function randomModel(architecture: Architecture, seed: number) {
  const { featureNames } = contractOf(architecture);
  const data = dataOf(architecture);
  const view = networkView(data, architecture, featureNames);
  const [scalerX, scalerY] = [fitScaler(view.features), fitScaler(view.targets)];
  const sizes = {
    historyLength: 5,
    horizonSteps: 5,
    features: scalerX.mean.length,
    hiddenSize: architecture.hiddenSize,
  };
  const specs = architecture.parameters(sizes).map((spec) => ({ ...spec, bound: 3 * spec.bound }));
  const model: PhysicalModel = { architecture, sizes, featureNames, scalerX, scalerY };
  return { model, weights: initialWeights(specs, new Random(seed)) };
}

/** Every 40th window, so that N = 1 and N = 7 meet quiet and busy ones. */
function windowsOf(architecture: Architecture, rows: number): Matrix {
  const { features } = dataOf(architecture);
  const { columns } = features;
  return {
    rows,
    columns,
    data: Float64Array.from(Array.from({ length: rows }, (_, k) => rowOf(features, 40 * k)).flat()),
  };
}

async function ask(bytes: Uint8Array, { rows, data: values }: Matrix): Promise<Float32Array> {
  const session = await OnnxSession.load(bytes);
  const { steeringAngleDeg } = await session.run(Float32Array.from(values), rows);
  await session.release();
  return steeringAngleDeg!;
}

/** Largest difference in units of the tolerance, 1e-4 + 1e-6·|angle| deg. */
function largestOfTolerance(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(got.length).toBe(expected.length);
  return Math.max(...Array.from(expected, (angle, k) => Math.abs(got[k]! - angle) / (1e-4 + 1e-6 * Math.abs(angle))));
}

describe.each(ARCHITECTURES)('toOnnx of $name', (architecture) => {
  const windows = (rows: number) => windowsOf(architecture, rows);

  it.each([1, 7])('answers %i windows as the trainer does, and as float64 does', async (rows) => {
    const engine = await loadEngine('tfjs');
    for (const seed of [1, 2, 3]) {
      const { model, weights } = randomModel(architecture, seed);
      const features = windows(rows);
      const answer = await ask(toOnnx(model, weights), features);
      const trainer = engine.trainer({ architecture, sizes: model.sizes, weights, learningRate: 1 });
      const trained = await trainer.predict(model, features);
      await trainer.dispose();
      const parameters = Object.fromEntries(
        architecture.parameters(model.sizes).map(({ name, shape }) => [name, tensor64(weights[name]!, shape)]),
      );
      const exact = physicalForward(float64Ops, model, parameters, tensor64(features.data, [rows, features.columns]));
      const difference = Math.max(largestOfTolerance(answer, trained.data), largestOfTolerance(answer, exact.data));
      console.log(
        `${architecture.name}, N = ${rows}, seed ${seed}: ${(100 * difference).toFixed(1)} % of the tolerance`,
      );
      expect(difference).toBeLessThanOrEqual(1);
      expect(new Set(answer).size).toBe(answer.length); // angles that differ, so that a wrong order would show
    }
  });

  it('answers each window by itself: seven at once as one by one', async () => {
    const { model, weights } = randomModel(architecture, 4);
    const bytes = toOnnx(model, weights);
    const all = await ask(bytes, windows(7));
    for (let w = 0; w < 7; w++) {
      const alone = await ask(bytes, { ...windows(7), rows: 1, data: Float64Array.from(rowOf(windows(7), w)) });
      expect(largestOfTolerance(all.subarray(5 * w, 5 * w + 5), alone)).toBeLessThanOrEqual(1);
    }
  });

  it('answers compiled to WebAssembly as in ONNX Runtime', async () => {
    for (const seed of [1, 2, 3]) {
      const { model, weights } = randomModel(architecture, seed);
      const bytes = toOnnx(model, weights);
      const expected = await ask(bytes, windows(25));
      const executor = GraphExecutor.compile(bytes);
      const got = Array.from({ length: 25 }, (_, w) => {
        executor.input.set(rowOf(windows(25), w));
        executor.run();
        return [...executor.output('steeringAngleDeg')];
      }).flat();
      expect(largestOfTolerance(got, expected)).toBeLessThanOrEqual(1);
    }
  });

  it('has bounds around the same angles where an interval was fitted, compiled as well', async () => {
    const { model, weights } = randomModel(architecture, 5);
    const quantiles = [0.5, 1, 1.5, 2, 2.5];
    const bytes = toOnnx({ ...model, interval: quantiles }, weights);
    const features = windows(25);
    const session = await OnnxSession.load(bytes);
    const { steeringAngleDeg, lower, upper } = await session.run(Float32Array.from(features.data), 25);
    await session.release();
    const widths = halfWidths(features, halfWidthOf(quantiles, model.featureNames)).data;
    const bound = (sign: number) => Array.from(steeringAngleDeg!, (angle, i) => angle + sign * widths[i]!);
    expect(largestOfTolerance(lower!, bound(-1))).toBeLessThanOrEqual(1);
    expect(largestOfTolerance(upper!, bound(1))).toBeLessThanOrEqual(1);
    expect(largestOfTolerance(steeringAngleDeg!, await ask(toOnnx(model, weights), features))).toBeLessThanOrEqual(1);
    const executor = GraphExecutor.compile(bytes);
    executor.input.set(rowOf(features, 24));
    executor.run();
    expect(largestOfTolerance(executor.output('lower'), bound(-1).slice(-5))).toBeLessThanOrEqual(1);
  });

  it('gives the same bytes for the same weights, and others for others', () => {
    const bytes = (seed: number) => {
      const { model, weights } = randomModel(architecture, seed);
      return Buffer.from(toOnnx(model, weights));
    };
    expect(bytes(1).equals(bytes(1))).toBe(true);
    expect(bytes(1).equals(bytes(2))).toBe(false);
  });

  it.skipIf(!hasPythonOnnx())("passes Debian's ONNX checker", () => {
    const { model, weights } = randomModel(architecture, 1);
    expect(checkOnnx(toOnnx(model, weights))).toEqual({ irVersion: 8, opsets: { '': 17 }, producer: 'steercast' });
  });
});

describe.each(ARCHITECTURES)('exportBundle of $name', (architecture) => {
  const windows = (rows: number) => windowsOf(architecture, rows);
  const contract = contractOf(architecture);

  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'export-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  /** A card whose golden answers are the trainer's. */
  async function trained() {
    const { model, weights } = randomModel(architecture, 5);
    const bytes = toOnnx(model, weights);
    const angles = await ask(bytes, windows(3));
    const golden = [0, 1, 2].map((w) => ({
      features: rowOf(windows(3), w),
      steeringAngleDeg: [...angles.subarray(5 * w, 5 * w + 5)],
    }));
    const ranges = Object.fromEntries(contract.featureNames.map((name): [string, [number, number]] => [name, [-1, 1]]));
    const { scalerX, scalerY } = model;
    const card: UnhashedCard = {
      ...linearCard(),
      ...contract,
      inputs: architecture.inputs,
      target: architecture.target,
      scalerX,
      scalerY,
      ranges,
      golden,
    };
    return { card, bytes };
  }

  it('writes a bundle that reads back', async () => {
    const { card, bytes } = await trained();
    const written = await exportBundle(dir, card, bytes);
    const { card: read, session } = await readBundle(dir);
    await session.release();
    expect(read).toEqual(written);
    expect(read).toMatchObject({ ...card, onnxSha256: written.onnxSha256 });
  });

  it('refuses a model that does not give the golden answers, and writes nothing', async () => {
    for (const off of [0.01, -0.01, NaN]) {
      const { card, bytes } = await trained();
      card.golden[1]!.steeringAngleDeg[3]! += off;
      const refused = exportBundle(dir, card, bytes);
      await expect(refused).rejects.toThrow(InputError);
      await expect(refused).rejects.toThrow('expected the model to answer golden[1], step 4');
    }
    expect(await readdir(dir)).toEqual([]);
  });
});
