import { defer, map, type OperatorFunction } from 'rxjs';
import { StepBuilder, type Step, type StepContract } from '../core/step.js';
import type { PreviewedSample } from './with-preview.js';

/** Samples → steps: features where the window is full and the curvature ahead is known, else the reasons. */
export function toSteps(contract: StepContract): OperatorFunction<PreviewedSample, Step> {
  return (samples$) =>
    defer(() => {
      const builder = new StepBuilder(contract);
      return samples$.pipe(map(({ sample, preview }) => builder.push(sample, preview)));
    });
}
