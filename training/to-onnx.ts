import { halfWidthOf, type HalfWidth } from '../core/half-width.js';
import type { Matrix } from '../core/matrix.js';
import { ANGLES, FEATURES, INTERVAL } from '../onnx/model-tensors.js';
import { encodeOnnxModel } from '../onnx/onnx-model.js';
import type { Weights } from './architectures/architecture.js';
import { OnnxOps } from './onnx-ops.js';
import { physicalForward, type PhysicalModel } from './physical-model.js';

/** A model as the bytes of `model.onnx`. */
export function toOnnx(model: PhysicalModel, weights: Weights): Uint8Array {
  const { architecture, sizes, featureNames } = model;
  const ops = new OnnxOps();
  const parameters = architecture.parameters(sizes).map(({ name, shape }) => {
    return [name, ops.parameter(name, { shape, values: weights[name]! })] as const;
  });
  const angles = physicalForward(ops, model, Object.fromEntries(parameters), FEATURES);
  const bounds = model.interval ? intervalAround(angles, halfWidthOf(model.interval, featureNames), ops) : [];
  const results = [angles, ...bounds].map((value, r) => {
    return { output: { name: [ANGLES, ...INTERVAL][r]!, shape: ['N', sizes.horizonSteps] }, value };
  });
  return encodeOnnxModel(ops.graph(architecture.name, { name: FEATURES, shape: ['N', featureNames.length] }, results));
}

function intervalAround(angles: string, { movements, weights, rest }: HalfWidth, ops: OnnxOps): string[] {
  const matrix = ({ data, rows, columns }: Matrix) => ops.constant([...data], [rows, columns]);
  const moved = ops.abs(ops.matmul(FEATURES, matrix(movements)));
  const half = ops.add(ops.matmul(moved, matrix(weights)), ops.constant(rest, [rest.length]));
  return [ops.sub(angles, half), ops.add(angles, half)];
}
