import { STAGES } from '../../core/stage-probe.js';
import type { StepTimes } from './latency-recorder.js';
import type { Collection, Withheld } from './machine-watch.js';

/** A stage that took most of the step, and so many times its usual time, was held up. */
const HELD_UP = 4;
const MOST = 0.5;
/** ms a second that are worth telling */
const LEAST = 1;

/** What a late step is held against: `start` in ms of the clock of the others, `usual` in ms by stage. */
type Known = {
  collections: readonly Collection[];
  withheld: readonly Withheld[];
  start: number;
  usual: Record<string, number>;
};

/** Why a step was late, as far as it is known. */
export function causeOf(step: StepTimes, { collections, withheld, start, usual }: Known): string {
  const { at, wake, behind, processing, due, stages } = step;
  const begin = start + at;
  const beside = described(withheld.find(({ from, to }) => from < begin + due && to > begin));
  const paused = collections.filter((one) => one.at < begin + due && one.at + one.duration > begin);
  if (paused.length > 0) {
    const longest = Math.max(...paused.map(({ duration }) => duration));
    return `garbage collection, ${longest.toFixed(2)} ms${beside}`;
  }
  if (wake > processing && behind > MOST * wake)
    return `after the step before, which was not done until ${behind.toFixed(2)} ms after this one was due${beside}`;
  if (wake > processing)
    return `woken late: the step before was done; the machine, or other work of this process, kept it waiting${beside}`;
  const worst = STAGES.reduce((a, b) => (stages[a] >= stages[b] ? a : b));
  const isHeldUp = stages[worst] > MOST * processing && stages[worst] > HELD_UP * (usual[worst] ?? 0);
  return isHeldUp
    ? `held up in ${worst}: the processor was taken away, or this process did something else there${beside}`
    : `no single cause: slow in all stages${beside}`;
}

/** Why it took long from when its frame was in our hands, whatever went before. */
export const causeOfProcessing = (step: StepTimes, known: Known): string =>
  causeOf({ ...step, at: step.at + step.wake, wake: 0, behind: 0, due: step.processing }, known);

function described(withheld: Withheld | undefined): string {
  const { byHost = 0, byOthers = 0 } = withheld ?? {};
  const parts = [
    ...(byHost >= LEAST ? [`its host took ${byHost.toFixed(0)} ms of the processors`] : []),
    ...(byOthers >= LEAST ? [`it waited ${byOthers.toFixed(0)} ms for a processor that others had`] : []),
  ];
  return parts.length > 0 ? ` (${parts.join(' and ')} about then)` : '';
}
