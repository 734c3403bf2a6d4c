import { setImmediate } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Matrix } from '../../core/matrix.js';
import type { Recipe, Weights } from '../../training/architectures/architecture.js';
import type { Batch, Trainer, TrainerState } from '../../training/engines/trainer.js';
import { fit, type FitOptions } from '../../training/fit.js';
import { Random } from '../../training/random.js';

/** A recipe of ten epochs at most, one batch each of four windows. */
export const RECIPE: Recipe = {
  epochs: 10,
  learningRate: 1,
  batchSize: 4,
  patience: 3,
  loss: { kind: 'mse' },
  mirror: false,
};

/** Windows numbered from `first`; the number is the only feature, its double the target. */
export function numbered(rows: number, first = 0): Batch {
  const column = (factor: number): Matrix => ({
    rows,
    columns: 1,
    data: Float64Array.from({ length: rows }, (_, k) => factor * (first + k)),
  });
  return { features: column(1), targets: column(2) };
}

/** Losses by epoch, as told; its one weight counts the steps, in a buffer that every step writes again. */
export class ScriptedTrainer implements Trainer {
  learningRate = 1;
  readonly batches: number[][] = [];
  readonly measured: number[][] = [];
  readonly rates: number[] = [];
  readonly #weight = new Float32Array(1);
  readonly #script: { train?: (step: number) => number; validation?: readonly number[] };
  #busy = false;

  constructor(script: { train?: (step: number) => number; validation?: readonly number[] } = {}) {
    this.#script = script;
  }

  step({ features, targets }: Batch): Promise<number> {
    return this.#alone(() => {
      expect([...targets.data]).toEqual([...features.data].map((one) => 2 * one));
      this.batches.push([...features.data]);
      this.rates.push(this.learningRate);
      this.#weight[0]! += 1;
      return this.#script.train?.(this.batches.length) ?? 1;
    });
  }

  loss({ features }: Batch): Promise<number> {
    return this.#alone(() => {
      this.measured.push([...features.data]);
      return this.#script.validation?.[this.measured.length - 1] ?? 1;
    });
  }

  /** One call at a time is the contract. */
  async #alone(work: () => number): Promise<number> {
    expect(this.#busy).toBe(false);
    this.#busy = true;
    await setImmediate();
    this.#busy = false;
    return work();
  }

  get weights(): Weights {
    return { steps: this.#weight.slice() };
  }
  gradient = () => Promise.resolve({ small: Float32Array.of(1, -2), large: Float32Array.of(0, -7, 3) });
  state = () => Promise.resolve({ weights: this.weights, mean: {}, square: {}, steps: this.#weight[0]!, position: [] });
  restore({ weights }: TrainerState) {
    this.#weight.set(weights.steps!);
    return Promise.resolve();
  }
  predict = () => Promise.reject(new Error('fit asks for no angles'));
  dispose = () => Promise.resolve();
}

/** Fits the four windows with this recipe. */
export const run = (trainer: Trainer, more: Partial<FitOptions> = {}) =>
  fit({ trainer, train: numbered(4), recipe: RECIPE, random: new Random(1), ...more });
