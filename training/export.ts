import type { ModelCard } from '../core/model-card.js';
import { writeBundle } from '../onnx/bundle.js';
import { ANGLES, FEATURES } from '../onnx/model-tensors.js';
import { encodeOnnxModel } from '../onnx/onnx-model.js';
import { OnnxSession } from '../onnx/session.js';
import { verifyModel } from '../onnx/verify-model.js';
import type { Weights } from './architectures/architecture.js';
import type { UnhashedCard } from './make-card.js';
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

/** Writes the bundle, once ONNX Runtime has given the trainer's answers to the card's golden vectors. */
export async function exportBundle(dir: string, card: UnhashedCard, onnxBytes: Uint8Array): Promise<ModelCard> {
  const session = await OnnxSession.load(onnxBytes);
  try {
    await verifyModel(session, card, dir);
  } finally {
    await session.release();
  }
  return writeBundle(dir, card, onnxBytes);
}
