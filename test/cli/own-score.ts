import type { ModelCard } from '../../core/model-card.js';
import type { Scores } from '../../training/metrics.js';
import type { PredictedStep, Row } from './drive-files.js';

/** Predicted and recorded angles (deg) of one window. */
export type Pair = { predicted: readonly number[]; actual: readonly number[] };

/** A second way to the figures: the predictions beside the angles that the drive's rows have at their times. */
export function pairsOf(steps: readonly PredictedStep[], rows: readonly Row[], card: ModelCard) {
  const key = (t: number) => Math.round(t * 1e6);
  const byTime = new Map(rows.map((row) => [key(row.t), row]));
  const pairs = { model: [] as Pair[], persistence: [] as Pair[], linear: [] as Pair[], bicycle: [] as Pair[] };
  for (const { t, step } of steps) {
    const at = (k: number) => byTime.get(key(t + k * card.dt));
    const ahead = [1, 2, 3, 4, 5].map(at);
    if (!step || ahead.some((row) => row?.Valid !== 1)) continue;
    const actual = ahead.map((row) => row!.Steering_Angle);
    const [before, now] = [at(-1)!, at(0)!];
    const { gain, understeer, offset } = card.steadyState;
    const change = now.Steering_Angle - before.Steering_Angle;
    pairs.model.push({ actual, predicted: step });
    pairs.persistence.push({ actual, predicted: actual.map(() => now.Steering_Angle) });
    pairs.linear.push({ actual, predicted: actual.map((_, k) => now.Steering_Angle + (k + 1) * change) });
    pairs.bicycle.push({
      actual,
      predicted: ahead.map((row) => row!.Curvature * (gain + understeer * now.Velocity ** 2) + offset),
    });
  }
  return pairs;
}

export function scoresOf(pairs: readonly Pair[]): Scores {
  const steps = pairs[0]!.actual.map((_, k) => {
    const actual = pairs.map((pair) => pair.actual[k]!);
    const errors = pairs.map((pair) => pair.predicted[k]! - pair.actual[k]!);
    const mean = average(actual);
    const spread = average(actual.map((value) => (value - mean) ** 2));
    const squared = average(errors.map((error) => error ** 2));
    return { mae: average(errors.map(Math.abs)), squared, r2: 1 - squared / spread };
  });
  return {
    r2: average(steps.map(({ r2 }) => r2)),
    mae: average(steps.map(({ mae }) => mae)),
    rmse: Math.sqrt(average(steps.map(({ squared }) => squared))),
    maePerStep: steps.map(({ mae }) => mae),
  };
}

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The largest difference of any figure. */
export function scoreDifference(one: Scores, other: Scores): number {
  const flat = ({ r2, mae, rmse, maePerStep }: Scores) => [r2, mae, rmse, ...maePerStep];
  return Math.max(...flat(one).map((value, i) => Math.abs(value - flat(other)[i]!)));
}
