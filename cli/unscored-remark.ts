import { REASON_STATES, type Prediction } from '../core/prediction.js';
import { carriesAngles } from '../core/validity.js';

/** share of the steps; of fewer, figures are of a part of the drives alone */
const MOST_OF_THEM = 0.9;

/** The steps of a drive that could not be scored. */
export type Unscored = {
  /** its steps, the scored ones too */
  steps: number;
  /** those without angles, each by the first reason that takes them */
  withoutAngles: ReadonlyMap<string, number>;
};

/** Counts predictions that carry no angles by why they do not. */
export function countWithoutAngles(predictions: readonly Prediction[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { state, reasons } of predictions) {
    if (carriesAngles(state)) continue;
    const why = reasons.find((reason) => !carriesAngles(REASON_STATES[reason])) ?? reasons.at(-1) ?? state;
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  return counts;
}

/** How many of the drives' steps the figures are of, and why not of the others; undefined where it is most of them. */
export function unscoredRemark(scored: number, drives: readonly Unscored[]): string | undefined {
  const all = drives.reduce((sum, { steps }) => sum + steps, 0);
  if (scored >= MOST_OF_THEM * all) return undefined;
  const counts = new Map<string, number>();
  for (const [why, steps] of drives.flatMap(({ withoutAngles }) => [...withoutAngles]))
    counts.set(why, (counts.get(why) ?? 0) + steps);
  const rest = all - scored - [...counts.values()].reduce((sum, steps) => sum + steps, 0);
  if (rest > 0) counts.set('without a recorded truth', rest);
  const others = [...counts].sort(([, a], [, b]) => b - a).map(([why, steps]) => `${steps} ${why}`);
  return `${scored} of ${all} steps scored; the others: ${others.join(', ')}`;
}
