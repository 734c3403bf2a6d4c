import type { Ahead } from './lookahead.js';
import type { Reason } from './prediction.js';
import type { VehicleSample } from './vehicle-sample.js';

/** Where the curvature ahead comes from: the recording's own future (an oracle), or the present curvature held. */
export const PREVIEW_SOURCES = ['recorded', 'hold'] as const;
export type PreviewSource = (typeof PREVIEW_SOURCES)[number];

/** Curvature (1/m, left positive) at the steps i … i+horizonSteps−1, where sample i−1 is now; absent where unknown. */
export type CurvaturePreview = { curvature?: readonly number[]; reasons: readonly Reason[] };

/** The driven curvature of the next steps; unknown where the drive does not have them all. */
export function recordedPreview({ next }: Ahead, horizonSteps: number): CurvaturePreview {
  if (next.length < horizonSteps) return { reasons: ['NO_PREVIEW'] };
  return { curvature: next.map((sample) => sample.curvature), reasons: [] };
}

/** The road goes on as it is now. */
export function holdPreview(sample: VehicleSample, horizonSteps: number): CurvaturePreview {
  return { curvature: new Array<number>(horizonSteps).fill(sample.curvature), reasons: ['PREVIEW_HELD'] };
}

/** The preview of the given source, where the recording's future is at hand. */
export function previewAhead(source: PreviewSource, ahead: Ahead, horizonSteps: number): CurvaturePreview {
  return source === 'recorded' ? recordedPreview(ahead, horizonSteps) : holdPreview(ahead.sample, horizonSteps);
}
