import type { ModelCard } from '../core/model-card.js';
import { writeBundle } from '../onnx/bundle.js';
import { OnnxSession } from '../onnx/session.js';
import { verifyModel } from '../onnx/verify-model.js';
import type { UnhashedCard } from './make-card.js';

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
