import type { ModelCard } from '../core/model-card.js';
import type { ModelBundle } from '../onnx/bundle.js';
import { ANGLES } from '../onnx/model-tensors.js';
import type { OnnxSession } from '../onnx/session.js';

/** Answers a step's features (physical units) with steering-wheel angles in deg, left positive; rejects when it fails. */
export interface Predictor {
  readonly card: ModelCard;
  predict(features: Float64Array): Promise<Float32Array>;
}

/** The exported model, run by ONNX Runtime. Whoever read the bundle has checked it and releases its session. */
export class OnnxPredictor implements Predictor {
  readonly card: ModelCard;
  readonly #session: OnnxSession;
  readonly #features: Float32Array;

  constructor({ card, session }: ModelBundle) {
    this.card = card;
    this.#session = session;
    this.#features = new Float32Array(card.featureNames.length);
  }

  async predict(features: Float64Array): Promise<Float32Array> {
    this.#features.set(features); // rounds to float32; the session copies before it returns
    return (await this.#session.run(this.#features, 1))[ANGLES]!;
  }
}
