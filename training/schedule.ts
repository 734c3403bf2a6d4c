/** How the learning rate changes over a training: not at all, or in one cycle. */
export const SCHEDULES = ['constant', 'one-cycle'] as const;
export type Schedule = (typeof SCHEDULES)[number];

/** Share of a cycle in which the rate rises, and the share of the largest that it rises from. */
const RISE = 0.1;
const START = 0.04;

/**
 * The learning rate as a share of the recipe's, after `done` (0 … 1) of all steps: one cycle rises in a line and falls
 * to nothing along a cosine (Smith & Topin 2018; Loshchilov & Hutter 2017).
 */
export function learningRateShare(schedule: Schedule, done: number): number {
  if (schedule === 'constant') return 1;
  if (done < RISE) return START + ((1 - START) * done) / RISE;
  return (1 + Math.cos((Math.PI * (done - RISE)) / (1 - RISE))) / 2;
}
