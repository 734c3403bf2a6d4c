import { ANGLES, FEATURES } from '../onnx/model-tensors.js';
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
  const graph = ops.graph(
    architecture.name,
    { name: FEATURES, shape: ['N', featureNames.length] },
    { name: ANGLES, shape: ['N', sizes.horizonSteps] },
    angles,
  );
  return encodeOnnxModel(graph);
}
