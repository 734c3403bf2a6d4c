import type { Prediction } from '../core/prediction.js';
import type { LiveFigures } from './live-run.js';

export type StatusInputs = {
  last: Prediction | undefined;
  /** predictions a second */
  rate: number;
  figures: Pick<LiveFigures, 'links' | 'watch'>;
};

/** How a run is, in one line: state, rate, how long a prediction takes, and the interfaces. */
export function statusLine({ last, rate, figures: { links, watch } }: StatusInputs): string {
  const bus = links.map(({ name, state }) => `${name} ${state ?? 'not looked at'}`).join(', ');
  if (!last) return `no prediction yet; ${bus}`;
  const reasons = last.reasons.length > 0 ? ` (${last.reasons.join(', ')})` : '';
  const p99 = watch.latency.percentile(99) / 1000;
  return `${last.state}${reasons}, ${rate.toFixed(1)} predictions/s, p99 ${p99.toFixed(1)} ms; ${bus}`;
}
