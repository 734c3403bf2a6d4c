import { counted } from '../core/counted.js';
import { InputError } from '../core/input-error.js';
import { FEWEST } from '../runtime/latency/distribution.js';
import type { Latency } from '../runtime/latency/measure.js';
import { withoutAngles } from '../runtime/state-counts.js';
import { choices } from './option-values.js';

const PERCENTILES = { p50: 'p50', p90: 'p90', p99: 'p99', 'p99.9': 'p999', 'p99.99': 'p9999', max: 'max' } as const;
/** of the steps, those that may be longer than the figure */
const BEYOND = { p50: 0.5, p90: 0.1, p99: 0.01, p999: 1e-3, p9999: 1e-4, max: 0 } as const;
const UNITS: Record<string, number> = { us: 1e-3, µs: 1e-3, ms: 1, s: 1000 };

/** A bound on one figure, in ms; `text` as it was given. */
export type Budget = {
  text: string;
  name: string;
  from: 'processing' | 'due';
  figure: (typeof PERCENTILES)[keyof typeof PERCENTILES];
  ms: number;
};

/** `p99.9=3ms,max=20ms,due.p99=5ms` */
export function parseBudget(text: string): Budget[] {
  return text.split(',').map((part) => {
    const [, name = '', due, percentile = '', value = '', unit = ''] =
      /^\s*((due\.)?([\w.]+))\s*=\s*(\d+(?:\.\d+)?)\s*([a-zµ]+)\s*$/.exec(part) ?? [];
    const known = Object.hasOwn(PERCENTILES, percentile) && Object.hasOwn(UNITS, unit);
    if (!known) {
      const names = choices(Object.keys(PERCENTILES));
      throw new InputError(
        `expected bounds such as p99.9=3ms or due.max=20ms (of ${names}, in ${choices(Object.keys(UNITS))}), got "${part}" (--budget)`,
      );
    }
    const figure = PERCENTILES[percentile as keyof typeof PERCENTILES]; // as: hasOwn above
    return { text: part.trim(), name, from: due ? 'due' : 'processing', figure, ms: Number(value) * UNITS[unit]! };
  });
}

/** Refuses bounds that so many steps can say nothing of. */
export function checkSteps(budget: readonly Budget[], steps: number): void {
  for (const { name, figure } of budget)
    if (steps < FEWEST[figure])
      throw new InputError(
        `expected ${FEWEST[figure]} steps or more for ${name}, got ${Math.floor(steps)} (--seconds, --rate)`,
      );
}

/** With what it bounds. */
export const boundText = ({ from, text }: Budget): string => (from === 'due' ? text : `processing ${text}`);

/** The bounds that were not kept, or that so many steps say nothing of, in words. */
export function brokenBudgets(
  budget: readonly Budget[],
  measured: Pick<Latency, 'processing' | 'due' | 'byTimer' | 'states'>,
): string[] {
  const { byTimer } = measured;
  const angleless = withoutAngles(measured.states);
  return budget.flatMap(({ name, from, figure, ms }) => {
    const { count, [figure]: got } = measured[from];
    const all = count + byTimer;
    const fewest = FEWEST[figure];
    if (count < fewest) return [`expected ${counted(fewest, 'step')} or more for ${name}, got ${count}`];
    if (byTimer > BEYOND[figure] * all)
      return [`expected ${name} of all steps, got ${byTimer} of ${all} without an age (closed by a timer)`];
    if (angleless > BEYOND[figure] * all)
      return [`expected ${name} of predictions, got ${angleless} of ${all} steps without angles (INIT, INVALID)`];
    return got <= ms ? [] : [`expected ${name} <= ${ms} ms, got ${got.toFixed(3)} ms`];
  });
}
