import { STAGES } from '../../core/stage-probe.js';
import type { StepTimes } from './latency-recorder.js';
import type { Collection } from './machine-watch.js';

/** A stage that took most of the step, and so many times its usual time, was held up. */
const HELD_UP = 4;
const MOST = 0.5;

/** Why a step was late, as far as it is known. `start`: ms, of the clock of the collections; `usual`: ms by stage. */
export function causeOf(
  step: StepTimes,
  { collections, start, usual }: { collections: readonly Collection[]; start: number; usual: Record<string, number> },
): string {
  const { at, wake, processing, due, stages } = step;
  const begin = start + at;
  const paused = collections.filter((one) => one.at < begin + due && one.at + one.duration > begin);
  if (paused.length > 0) {
    const longest = Math.max(...paused.map(({ duration }) => duration));
    return `garbage collection, ${longest.toFixed(2)} ms`;
  }
  if (wake > processing) return 'woken late: the machine, or the event loop, was at something else';
  const worst = STAGES.reduce((a, b) => (stages[a] >= stages[b] ? a : b));
  const isHeldUp = stages[worst] > MOST * processing && stages[worst] > HELD_UP * (usual[worst] ?? 0);
  return isHeldUp ? `held up in ${worst}: the machine took the processor away` : 'no single cause: slow in all stages';
}
