import { fitSteadyState } from '../../core/baselines.js';
import type { ScoredStep } from '../metrics.js';
import { quantile } from '../report/bins.js';

/**
 * How it would feel to be steered by an angle: 99th percentiles of the wheel's rate and of the lateral jerk, and how often
 * the jerk is beyond what is allowed to lane keeping.
 */
export type Comfort = {
  /** deg/s */
  rateP99: number;
  /** m/s³, mean over half a second; null where the drives have no bend to tell the car's steering by */
  jerkP99: number | null;
  /** share of the windows beyond JERK_LIMIT */
  beyondLimit: number | null;
};

/**
 * m/s³, of the moving average over half a second: UN Regulation No. 79, paragraph 5.6.2.1.3 (ISO 11270 has 5 m/s³ too).
 */
export const JERK_LIMIT = 5;
const JERK_WINDOW = 0.5;
/** deg·m: a car that steers less per curvature is none */
const LEAST_GAIN = 300;

type Angle = (step: ScoredStep) => number;
const PREDICTED: Angle = ({ predicted }) => predicted[0]!;
const DRIVEN: Angle = ({ actual }) => actual[0]!;

/** Of the angle predicted for the next step, as though it were steered, and of the driver's own; drive by drive. */
export function comfort(
  drives: readonly (readonly ScoredStep[])[],
  dt: number,
): { predicted: Comfort; driven: Comfort } {
  const figures = (angle: Angle) => {
    const rates = drives.flatMap((steps) => differences(steps, { angle, lag: 1, dt }));
    const jerks = drives.flatMap((steps) => jerksOf(steps, angle, dt));
    const hasJerk = jerks.length > 0;
    return {
      rateP99: p99(rates),
      jerkP99: hasJerk ? p99(jerks) : null,
      beyondLimit: hasJerk ? jerks.filter((jerk) => Math.abs(jerk) > JERK_LIMIT).length / jerks.length : null,
    };
  };
  return { predicted: figures(PREDICTED), driven: figures(DRIVEN) };
}

/** m/s³ of the acceleration v²·κ, with κ by the drive's own steady-state fit of angle to curvature. */
function jerksOf(steps: readonly ScoredStep[], angle: Angle, dt: number): number[] {
  const { gain, understeer, offset } = fitSteadyState(
    steps.map(({ curvature, vEgo, baselines }) => ({ curvature, vEgo, steeringAngleDeg: baselines.persistence[0]! })),
  );
  if (steps.some(({ vEgo }) => gain + understeer * vEgo * vEgo < LEAST_GAIN)) return [];
  const acceleration: Angle = (step) => {
    const squared = step.vEgo * step.vEgo;
    return (squared * (angle(step) - offset)) / (gain + understeer * squared);
  };
  return differences(steps, { angle: acceleration, lag: Math.max(1, Math.round(JERK_WINDOW / dt)), dt });
}

/** Change a second over `lag` windows that follow each other. */
function differences(
  steps: readonly ScoredStep[],
  { angle, lag, dt }: { angle: Angle; lag: number; dt: number },
): number[] {
  return steps.slice(lag).flatMap((step, w) => {
    const before = steps[w]!;
    const follows = Math.abs(step.time - before.time - lag * dt) < dt / 2;
    return follows ? [(angle(step) - angle(before)) / (lag * dt)] : [];
  });
}

function p99(values: readonly number[]): number {
  if (values.length === 0) return 0;
  return quantile(Float64Array.from(values, Math.abs).sort(), 0.99);
}
