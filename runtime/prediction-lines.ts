import type { Prediction } from '../core/prediction.js';

/** Six decimals: a millionth of a degree, beyond what float32 holds of a usual angle. */
const angle = (deg: number) => Math.round(deg * 1e6) / 1e6;

/** Predictions as lines of text, each with its line break. */
export type LineFormat = { header: string; line: (prediction: Prediction) => string };

/** `t,state,step1,…,reasons`: angles in deg, empty in INIT and INVALID; reasons joined by `|`. */
export function csvLines(horizonSteps: number): LineFormat {
  const steps = Array.from({ length: horizonSteps }, (_, k) => k);
  return {
    header: `t,state,${steps.map((k) => `step${k + 1}`).join(',')},reasons\n`,
    line({ time, state, reasons, steeringAngleDeg }) {
      const angles = steps.map((k) => (steeringAngleDeg ? angle(steeringAngleDeg[k]!) : ''));
      return `${time},${state},${angles.join(',')},${reasons.join('|')}\n`;
    },
  };
}

/** One JSON object a line: `{t,state,reasons,step}`; `step` is null in INIT and INVALID. */
export const JSON_LINES: LineFormat = {
  header: '',
  line({ time, state, reasons, steeringAngleDeg }) {
    const step = steeringAngleDeg ? Array.from(steeringAngleDeg, angle) : null;
    return JSON.stringify({ t: time, state, reasons, step }) + '\n';
  },
};
