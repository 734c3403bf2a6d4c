import { setImmediate } from 'node:timers/promises';
import { featureNames } from '../../core/features.js';
import type { ModelCard } from '../../core/model-card.js';
import type { WaitingPredictor } from '../../runtime/predictor.js';
import { linearCard } from '../onnx/linear-bundle.js';

/** A card of two samples past and three steps ahead of 0.1 s; every feature may be −100 … 100. */
export const CARD: ModelCard = { ...linearCard(), onnxSha256: '0'.repeat(64) };

/** A card of as much past and future as asked, with ranges that nothing leaves. */
export function makeCard(horizon: { historyLength: number; horizonSteps: number; dt: number }): ModelCard {
  const names = featureNames(horizon);
  const ranges = Object.fromEntries(names.map((name): [string, [number, number]] => [name, [-1e300, 1e300]]));
  return { ...CARD, ...horizon, featureNames: names, ranges };
}

export type Answer = ArrayLike<number> | { rejection: unknown };
type Answering = (question: number) => Answer;

/**
 * The contract of a predictor, used to its limits. One call at a time, of `batch` steps at most. Answers belong to
 * whoever asked and are never written again (so they need not be copied), but they may come any number of turns later,
 * be views into a larger buffer of junk, or be no numbers; a failure is a rejection of the whole call, with anything.
 * Features are only read, and not after the answer.
 */
export class FakePredictor implements WaitingPredictor {
  readonly card: ModelCard;
  readonly batch: number;
  /** Float32 copies of the features, in the order of the questions. */
  readonly asked: Float32Array[] = [];
  /** How many steps each call asked. */
  readonly calls: number[] = [];
  /** Most calls that were ever open at once. */
  mostOpen = 0;
  readonly #answer: Answering;
  #open = 0;

  constructor(answer: Answering, { card = CARD, batch = 1 }: { card?: ModelCard; batch?: number } = {}) {
    this.card = card;
    this.batch = batch;
    this.#answer = answer;
  }

  async predict(features: readonly ArrayLike<number>[]): Promise<Float32Array[]> {
    const first = this.asked.length;
    for (const one of features) this.asked.push(Float32Array.from(one));
    this.calls.push(features.length);
    this.mostOpen = Math.max(this.mostOpen, ++this.#open);
    // The first answers take longest: calls that overlap would be answered in the wrong order.
    for (let turn = this.calls.length % 5; turn < 5; turn++) await setImmediate();
    this.#open--;
    return Promise.all(features.map((_, k) => given(this.#answer(first + k))));
  }
}

function given(answer: Answer): Promise<Float32Array> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a library may reject with anything
  if ('rejection' in answer) return Promise.reject(answer.rejection);
  const junk = new Float32Array(answer.length + 7).fill(1e30);
  junk.set(answer, 3);
  return Promise.resolve(junk.subarray(3, 3 + answer.length));
}

/** One that never answers. */
export const silentPredictor = (card = CARD): WaitingPredictor => ({
  card,
  batch: 1,
  predict: () => new Promise(() => {}),
});
