import { defer, type OperatorFunction } from 'rxjs';
import { StepBuilder, type Step, type StepContract } from '../core/step.js';
import type { StageProbe } from '../core/stage-probe.js';
import type { CarMemory } from './car-memory.js';
import { mapThen } from './map-then.js';
import type { PreviewedSample } from './with-preview.js';

/**
 * Samples → steps: features where the window is full and the curvature ahead is known, else the reasons. What a sample
 * teaches of the car is learned once its step is on its way.
 */
export function toSteps(
  contract: StepContract,
  { memory, probe }: { memory?: CarMemory | undefined; probe?: StageProbe | undefined } = {},
): OperatorFunction<PreviewedSample, Step> {
  return (samples$) =>
    defer(() => {
      const builder = new StepBuilder(contract, { gain: memory?.start.gain });
      if (builder.adaptation) memory?.begin('adaptation', builder.adaptation.learners);
      const push = ({ sample, preview }: PreviewedSample) => {
        const step = builder.push(sample, preview);
        probe?.('window');
        return step;
      };
      const learn = () => {
        builder.learn();
        probe?.('learn');
      };
      return samples$.pipe(mapThen(push, learn));
    });
}
