import type { CurvaturePreview } from '../core/curvature-preview.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import type { StepsAhead } from './steps-ahead.js';

/**
 * Something that may know the road ahead. It is given every sample of a drive, in order, and the steps after it; its
 * answer has a curvature for each of their times, or none where it does not know, with its reasons either way, and may
 * be written again by the next.
 */
export type RoadSource = (sample: VehicleSample, steps: StepsAhead) => CurvaturePreview;
