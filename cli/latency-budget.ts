import { InputError } from '../core/input-error.js';
import type { Latency } from '../runtime/latency/measure.js';
import { choices } from './option-values.js';

const PERCENTILES = { p50: 'p50', p90: 'p90', p99: 'p99', 'p99.9': 'p999', 'p99.99': 'p9999', max: 'max' } as const;
const UNITS: Record<string, number> = { us: 1e-3, µs: 1e-3, ms: 1, s: 1000 };

/** A bound on one figure, in ms. */
export type Budget = {
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
    return { name, from: due ? 'due' : 'processing', figure, ms: Number(value) * UNITS[unit]! };
  });
}

/** The bounds that were not kept, in words. */
export function brokenBudgets(budget: readonly Budget[], measured: Pick<Latency, 'processing' | 'due'>): string[] {
  return budget.flatMap(({ name, from, figure, ms }) => {
    const got = measured[from][figure];
    return got <= ms ? [] : [`expected ${name} <= ${ms} ms, got ${got.toFixed(3)} ms`];
  });
}
