import type { ModelCard } from '../core/model-card.js';
import type { ModelBundle } from '../onnx/bundle.js';
import { ANGLES } from '../onnx/model-tensors.js';
import { oneLine } from '../onnx/one-line.js';
import type { OnnxSession } from '../onnx/session.js';

/** Rows asked in one run while a replay is ahead: the cost of a row falls from 45 µs to 5 µs. */
const BATCH = 32;

/** Answers steps' features (physical units) with steering-wheel angles in deg, left positive; rejects when it fails. */
export interface Predictor {
  readonly card: ModelCard;
  /** The most steps that one call may ask. */
  readonly batch: number;
  /** One answer of the caller's own for each step, the same whatever else is asked with it. */
  predict(features: readonly Float64Array[]): Promise<Float32Array[]>;
}

/**
 * The exported model, run by ONNX Runtime. Whoever read the bundle has checked it and releases its session. Batches
 * are used where the card's golden vectors get the same bits together as one by one, so that a replay gives the bytes
 * that the car gave. `onFault` hears of the first call that fails.
 */
export async function onnxPredictor(
  { card, session }: ModelBundle,
  { onFault }: { onFault: (text: string) => void },
): Promise<Predictor> {
  const golden = card.golden.map(({ features }) => Float64Array.from(features));
  const together = await ask(session, golden);
  const alone = await Promise.all(golden.map((features) => ask(session, [features])));
  const alike = together.every((angles, g) => angles.every((angle, k) => Object.is(angle, alone[g]![0]![k])));
  let told = false;
  const predict = (features: readonly Float64Array[]) =>
    ask(session, features).catch((error: unknown) => {
      if (!told) onFault(`the model failed: ${oneLine(error)}`);
      told = true;
      throw error;
    });
  return { card, batch: alike ? BATCH : 1, predict };
}

async function ask(session: OnnxSession, steps: readonly Float64Array[]): Promise<Float32Array[]> {
  const width = steps[0]!.length;
  const rows = new Float32Array(steps.length * width);
  steps.forEach((features, s) => rows.set(features, s * width)); // rounds to float32
  const angles = (await session.run(rows, steps.length))[ANGLES]!;
  const horizonSteps = angles.length / steps.length;
  return steps.map((_, s) => angles.subarray(s * horizonSteps, (s + 1) * horizonSteps));
}
