import type { ModelCard } from '../core/model-card.js';
import { hasWasm } from '../core/wasm.js';
import type { ModelBundle } from '../onnx/bundle.js';
import { Uncompilable } from '../onnx/executor/compile-graph.js';
import { proveExecutor } from '../onnx/executor/prove-executor.js';
import { ANGLES } from '../onnx/model-tensors.js';
import { oneLine } from '../onnx/one-line.js';
import type { OnnxSession } from '../onnx/session.js';
import type { ExecutorName } from '../drives/session-events.js';
import { InputError } from '../core/input-error.js';

/** Rows asked in one run while a replay is ahead: the cost of a row falls from 45 µs to 5 µs. */
const BATCH = 32;

/** Answers a step's features (physical units) with steering-wheel angles in deg, left positive, before it returns. */
export type InstantPredictor = {
  readonly card: ModelCard;
  /** The answer is written again by the next call; the features are read only. */
  answer(features: ArrayLike<number>): ArrayLike<number>;
};

/** Answers some turns of the event loop later; rejects when it fails. */
export type WaitingPredictor = {
  readonly card: ModelCard;
  /** The most steps that one call may ask. */
  readonly batch: number;
  /** One answer of the caller's own for each step, the same whatever else is asked with it. */
  predict(features: readonly ArrayLike<number>[]): Promise<Float32Array[]>;
};

export type Predictor = InstantPredictor | WaitingPredictor;

/** What runs the model of an opened predictor. */
export const executorOf = (predictor: Predictor): ExecutorName => ('answer' in predictor ? 'wasm' : 'ort');

export type PredictorOptions = {
  /** what runs the model; without it the compiled one, and ONNX Runtime for a model that can't be compiled */
  executor?: ExecutorName | undefined;
  /** hears of what runs the model where that was not to be expected, and of the first call that fails */
  onFault: (text: string) => void;
};

/** The exported model. Whoever read the bundle has checked it and releases its session. */
export async function openPredictor(bundle: ModelBundle, { executor, onFault }: PredictorOptions): Promise<Predictor> {
  if (executor === 'ort' || (executor === undefined && !hasWasm())) return ortPredictor(bundle, onFault);
  try {
    return await wasmPredictor(bundle);
  } catch (error) {
    if (!(error instanceof Uncompilable)) throw error;
    if (executor === 'wasm') throw new InputError(`expected a model that can be compiled, got ${error.message}`);
    onFault(`the model runs in ONNX Runtime, several times slower: it can't be compiled: ${error.message}`);
    return ortPredictor(bundle, onFault);
  }
}

/** The model compiled to WebAssembly, after it gave the answers of ONNX Runtime; it can't fail. */
async function wasmPredictor({ card, session, model }: ModelBundle): Promise<InstantPredictor> {
  const executor = await proveExecutor(model, { card, session });
  const output = executor.output(ANGLES);
  const { input } = executor;
  const angles = new Float64Array(output.length); // as the experts' are that it is weighed with
  const answer = (features: ArrayLike<number>) => {
    for (let f = 0; f < input.length; f++) input[f] = features[f]!; // rounds to float32
    executor.run();
    for (let k = 0; k < angles.length; k++) angles[k] = output[k]!;
    return angles;
  };
  return { card, answer };
}

/**
 * The model in ONNX Runtime. Batches are used where the card's golden vectors get the same bits together as one by one,
 * so that a replay gives the bytes that the car gave.
 */
async function ortPredictor(
  { card, session }: Omit<ModelBundle, 'model'>,
  onFault: (text: string) => void,
): Promise<WaitingPredictor> {
  const golden = card.golden.map(({ features }) => features);
  const together = await ask(session, golden);
  const alone = await Promise.all(golden.map((features) => ask(session, [features])));
  const alike = together.every((angles, g) => angles.every((angle, k) => Object.is(angle, alone[g]![0]![k])));
  let told = false;
  const predict = (features: readonly ArrayLike<number>[]) =>
    ask(session, features).catch((error: unknown) => {
      if (!told) onFault(`the model failed: ${oneLine(error)}`);
      told = true;
      throw error;
    });
  return { card, batch: alike ? BATCH : 1, predict };
}

async function ask(session: OnnxSession, steps: readonly ArrayLike<number>[]): Promise<Float32Array[]> {
  const width = steps[0]!.length;
  const rows = new Float32Array(steps.length * width);
  steps.forEach((features, s) => rows.set(features, s * width)); // rounds to float32
  const angles = (await session.run(rows, steps.length))[ANGLES]!;
  const horizonSteps = angles.length / steps.length;
  return steps.map((_, s) => angles.subarray(s * horizonSteps, (s + 1) * horizonSteps));
}
