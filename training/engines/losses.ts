import type { Ops } from '../ops.js';

/** What a loss needs beyond an architecture's operations. */
export interface LossOps<T> extends Ops<T> {
  relu(x: T): T;
}

/** What a network is trained to make small; errors are those of scaled targets. */
export type Loss =
  | { kind: 'mse' }
  /** Huber 1964: quadratic up to `delta`, linear beyond */
  | { kind: 'huber'; delta: number }
  /** Koenker & Bassett 1978: the column's quantile in 0 … 1, one for each column of the targets, or one for all */
  | { kind: 'pinball'; quantiles: readonly number[] };

/** Loss of each element: both [N, C] → [N, C]. */
export function elementLoss<T>(ops: LossOps<T>, loss: Loss, predicted: T, targets: T): T {
  const scalar = (value: number) => ops.constant([value], [1]);
  switch (loss.kind) {
    case 'mse': {
      const error = ops.sub(predicted, targets);
      return ops.mul(error, error);
    }
    case 'huber': {
      // With c = e cut to ±δ, the loss is c · (e − c/2): e²/2 inside, δ(|e| − δ/2) outside. No step of the cut takes one
      // large number from another: of a training that diverges nothing would be left but a loss of zero.
      const error = ops.sub(predicted, targets);
      const aboveLowest = ops.relu(ops.add(error, scalar(loss.delta)));
      const belowHighest = ops.relu(ops.sub(scalar(2 * loss.delta), aboveLowest));
      const cut = ops.sub(scalar(loss.delta), belowHighest);
      return ops.mul(cut, ops.sub(error, ops.mul(cut, scalar(0.5))));
    }
    case 'pinball': {
      // max(τe, (τ − 1)e) for e = target − predicted
      const error = ops.sub(targets, predicted);
      const weighted = ops.mul(error, ops.constant(loss.quantiles, [loss.quantiles.length]));
      return ops.add(weighted, ops.relu(ops.sub(predicted, targets)));
    }
  }
}
