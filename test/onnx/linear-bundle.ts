import { CARD_FORMAT_VERSION, CARD_SIGNS, CARD_UNITS, type ModelCard } from '../../core/model-card.js';
import { featureNames } from '../../core/features.js';
import type { OnnxGraph } from '../../onnx/onnx-model.js';

const HORIZON = { historyLength: 2, horizonSteps: 3 };
const NAMES = featureNames(HORIZON);
const WEIGHT = 0.25;
const BIAS_DEG = [1, 2, 3];

/** A model whose every angle is a quarter of the features' sum plus k: features [N, 9] → angles [N, 3]. */
export function linearGraph(): OnnxGraph {
  const { length } = NAMES;
  const w = new Float32Array(length * HORIZON.horizonSteps).fill(WEIGHT);
  return {
    name: 'linear',
    nodes: [{ op: 'Gemm', inputs: ['features', 'w', 'b'], outputs: ['steeringAngleDeg'] }],
    initializers: [
      { name: 'w', shape: [length, HORIZON.horizonSteps], values: w },
      { name: 'b', shape: [HORIZON.horizonSteps], values: Float32Array.from(BIAS_DEG) },
    ],
    inputs: [{ name: 'features', shape: ['N', length] }],
    outputs: [{ name: 'steeringAngleDeg', shape: ['N', HORIZON.horizonSteps] }],
  };
}

/** Its card, but for the hash. */
export function linearCard(): Omit<ModelCard, 'onnxSha256'> {
  const scaler = (length: number) => ({
    mean: new Array<number>(length).fill(0),
    std: new Array<number>(length).fill(1),
  });
  return {
    formatVersion: CARD_FORMAT_VERSION,
    name: 'linear',
    architecture: 'linear',
    createdAt: '2024-01-01T00:00:00.000Z',
    dt: 0.1,
    ...HORIZON,
    featureNames: NAMES,
    units: CARD_UNITS,
    signs: CARD_SIGNS,
    inputs: 'measured',
    target: 'angle',
    scalerX: scaler(NAMES.length),
    scalerY: scaler(HORIZON.horizonSteps),
    ranges: Object.fromEntries(NAMES.map((name) => [name, [-100, 100]])),
    steadyState: { gain: 1, understeer: 0, offset: 0 },
    training: {
      engine: 'none',
      seed: 1,
      epochs: 0,
      bestEpoch: 0,
      split: 'drive',
      drives: { train: [], validation: [], test: [] },
      losses: { train: [], validation: [] },
    },
    metrics: {},
    golden: [goldenOf(NAMES.map((_, k) => k / 8)), goldenOf(NAMES.map((_, k) => 40 - 10 * k))],
  };
}

function goldenOf(features: number[]) {
  const sum = features.reduce((total, value) => total + value, 0);
  return { features, steeringAngleDeg: BIAS_DEG.map((bias) => WEIGHT * sum + bias) };
}
