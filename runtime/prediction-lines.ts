import type { LiveErrors, Prediction } from '../core/prediction.js';
import type { ModelCard } from '../core/model-card.js';
import { angleText } from './angle-text.js';

/** Six decimals: a millionth of a degree, beyond what float32 holds of a usual angle. */
const angle = (deg: number) => Math.round(deg * 1e6) / 1e6;

/** Predictions as lines of text, each with its line break. */
export type LineFormat = { header: string; line: (prediction: Prediction) => string };

/** What of a card says whether its predictions have intervals: learned as the car drives, or fitted in training. */
type Intervals = Pick<ModelCard, 'horizonSteps' | 'adaptation' | 'interval'>;

/**
 * `t,state,step1,…,reasons`: angles in deg, empty in INIT and INVALID; reasons joined by `|`. Where the model has
 * intervals, `lower1,…,upper1,…` stand before the reasons.
 */
export function csvLines({ horizonSteps, adaptation, interval }: Intervals): LineFormat {
  const hasBounds = adaptation !== undefined || interval !== undefined;
  const steps = Array.from({ length: horizonSteps }, (_, k) => k);
  const names = hasBounds ? ['step', 'lower', 'upper'] : ['step'];
  const columns = names.flatMap((name) => steps.map((k) => `${name}${k + 1}`));
  return {
    header: `t,state,${columns.join(',')},reasons\n`,
    line({ time, state, reasons, steeringAngleDeg, lower, upper }) {
      const values = hasBounds ? [steeringAngleDeg, lower, upper] : [steeringAngleDeg];
      let cells = '';
      for (const one of values) for (const k of steps) cells += one ? `${angleText(one[k]!)},` : ',';
      return `${time},${state},${cells}${reasons.join('|')}\n`;
    },
  };
}

/**
 * One JSON object a line: `{t,state,reasons,step,lower,upper}`; `step` is null in INIT and INVALID, bounds are absent.
 * Once a second of driving `errors` stands behind them: see LiveErrors.
 */
export const JSON_LINES: LineFormat = {
  header: '',
  line({ time, state, reasons, steeringAngleDeg, lower, upper, errors }) {
    const angles = (values: ArrayLike<number> | undefined) => values && Array.from(values, angle);
    const bounds = { lower: angles(lower), upper: angles(upper) };
    const step = angles(steeringAngleDeg) ?? null;
    return JSON.stringify({ t: time, state, reasons, step, ...bounds, errors: errors && rounded(errors) }) + '\n';
  },
};

function rounded({ truths, mae, coverage }: LiveErrors) {
  const maes = Object.entries(mae).map(([name, perStep]) => [name, perStep.map(angle)] as const);
  return { truths, mae: Object.fromEntries(maes), coverage: coverage?.map(angle) };
}
