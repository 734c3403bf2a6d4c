import type { Bounds } from '../training/figures/bootstrap.js';
import { JERK_LIMIT } from '../training/figures/comfort.js';
import type { Figures } from '../training/figures/figures.js';
import { tellMiss } from '../training/figures/worst-miss.js';
import { tellPreview } from '../training/figures/preview-shares.js';
import { BASELINES, type DriveScores } from '../training/metrics.js';
import { counted } from '../core/counted.js';

/** What stands behind the mean errors over so many drives, in a few lines. */
export function describeFigures(figures: Figures, drives: number): string {
  const { maeBounds, skill, worst, worstMiss, comfort, firstValid } = figures;
  const skills = BASELINES.map((name) => `${percent(skill[name].value)} over ${name}${between(skill[name].bounds)}`);
  const { predicted, driven } = comfort;
  const jerk =
    predicted.jerkP99 === null || driven.jerkP99 === null
      ? ''
      : `, jerk ${predicted.jerkP99.toFixed(1)} m/s³ (${driven.jerkP99.toFixed(1)}), ${(100 * predicted.beyondLimit!).toFixed(1)} % beyond ${JERK_LIMIT} m/s³`;
  const lines = [
    maeBounds
      ? `MAE over other such drives: ${maeBounds.map((mae) => mae.toFixed(3)).join(' … ')} deg (95 %, bootstrap)`
      : `MAE over other such drives: not known from ${counted(drives, 'drive')} (bounds want three)`,
    `skill: ${skills.join(', ')}`,
    drives > 1 && `worst drive: ${worst.ratio.toFixed(2)} of the better of persistence and linear (${worst.drive})`,
    worstMiss && `worst miss: ${tellMiss(worstMiss, (value, digits) => value.toFixed(digits))}`,
    `if step 1 were steered, 99th percentiles (the driver's own): rate ${predicted.rateP99.toFixed(0)} deg/s (${driven.rateP99.toFixed(0)})${jerk}`,
    firstValid.median !== null &&
      `first VALID ${firstValid.median.toFixed(2)} s after the first valid sample` +
        (drives > 1
          ? ` (median of the drives; at worst ${firstValid.worst === null ? 'never' : `${firstValid.worst.toFixed(2)} s`})`
          : ''),
  ];
  return lines.filter(Boolean).join('\n');
}

/** How many steps were scored, in which states, what the interval held, and where the curvature ahead came from. */
export function describeScored({ states, previews }: Figures, { windows, coverage }: DriveScores): string {
  const shares = Object.entries(states ?? {}).map(([state, share]) => `${state} ${(100 * share).toFixed(1)} %`);
  const scored = [
    `${counted(windows, 'step')} scored${shares.length > 0 ? `: ${shares.join(', ')}` : ''}`,
    ...(coverage === null ? [] : [`the 80 % interval held ${(100 * coverage).toFixed(1)} %`]),
  ].join('; ');
  return previews ? `${scored}\ncurvature ahead: ${tellPreview(previews)}` : scored;
}

const percent = (share: number) => `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)} %`;
const between = (bounds: Bounds | null) => (bounds ? ` (${percent(bounds[0])} … ${percent(bounds[1])})` : '');
