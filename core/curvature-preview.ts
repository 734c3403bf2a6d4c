import type { Ahead } from './lookahead.js';
import type { Reason } from './prediction.js';
import type { VehicleSample } from './vehicle-sample.js';

/** What a car can have the curvature ahead from: a map, the lane as a camera sees it, or the present curvature held. */
export const ROAD_SOURCES = ['map', 'lane', 'hold'] as const;
export type RoadSourceName = (typeof ROAD_SOURCES)[number];

/** Where the curvature ahead comes from; `recorded` is the recording's own future, an oracle that no car has. */
export const PREVIEW_SOURCES = ['recorded', ...ROAD_SOURCES] as const;
export type PreviewSource = (typeof PREVIEW_SOURCES)[number];

/** Curvature (1/m, left positive) at the steps i … i+horizonSteps−1, where sample i−1 is now; absent where unknown. */
export type CurvaturePreview = { curvature?: readonly number[]; reasons: readonly Reason[] };

/**
 * What gives the preview of each sample of a drive as it comes, from nothing but that sample and those before. One preview
 * may be written again by the next.
 */
export type CausalPreview = (sample: VehicleSample) => CurvaturePreview;

/** How the preview is made: `start` begins anew with each drive. A name alone needs nothing else to be known. */
export type Preview = 'recorded' | 'hold' | { source: PreviewSource; start: () => CausalPreview };

export const previewName = (preview: Preview): PreviewSource =>
  typeof preview === 'string' ? preview : preview.source;

/** The driven curvature of the next steps; unknown where the drive does not have them all. */
export function recordedPreview({ next }: Ahead, horizonSteps: number): CurvaturePreview {
  if (next.length < horizonSteps) return { reasons: ['NO_PREVIEW'] };
  return { curvature: next.map((sample) => sample.curvature), reasons: [] };
}

/** The road goes on as it is now; each preview is written again by the next. */
export function holdPreview(horizonSteps: number): CausalPreview {
  const curvature = new Array<number>(horizonSteps).fill(NaN);
  const preview: CurvaturePreview = { curvature, reasons: ['PREVIEW_HELD'] };
  return (sample) => {
    for (let k = 0; k < horizonSteps; k++) curvature[k] = sample.curvature; // fill() would take a number from the heap
    return preview;
  };
}

/** The preview of one drive's samples, where the recording's future is at hand. */
export function startPreview(preview: Preview, horizonSteps: number): (ahead: Ahead) => CurvaturePreview {
  if (preview === 'recorded') return (ahead) => recordedPreview(ahead, horizonSteps);
  const next = preview === 'hold' ? holdPreview(horizonSteps) : preview.start();
  return ({ sample }) => next(sample);
}
