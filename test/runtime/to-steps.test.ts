import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { featureNames } from '../../core/features.js';
import { StepBuilder, type StepContract } from '../../core/step.js';
import { toSteps } from '../../runtime/to-steps.js';
import type { PreviewedSample } from '../../runtime/with-preview.js';
import { makeRow, makeRows } from './make-rows.js';
import { collect, itKeepsTheContract, marbles } from './operator-contract.js';

const HORIZON = { historyLength: 2, horizonSteps: 1 };
const CONTRACT: StepContract = { ...HORIZON, dt: 0.1, featureNames: featureNames(HORIZON) };

const previewed = (sample = makeRow(0)): PreviewedSample => ({ sample, preview: { curvature: [0.5], reasons: [] } });
const samples = makeRows(4).map(previewed);

describe('toSteps', () => {
  itKeepsTheContract(() => toSteps(CONTRACT), samples);

  it('gives one step for each sample, when it comes', () => {
    const builder = new StepBuilder(CONTRACT);
    const steps = samples.map(({ sample, preview }) => builder.push(sample, preview));
    const letters = (list: readonly unknown[]) => Object.fromEntries(list.map((one, k) => ['abcd'[k]!, one]));
    marbles(({ cold, expectObservable }) => {
      const steps$ = cold('-a-b--cd-|', letters(samples) as Record<string, PreviewedSample>).pipe(toSteps(CONTRACT));
      expectObservable(steps$).toBe('-a-b--cd-|', letters(steps));
    });
    expect(steps.map(({ features }) => features !== undefined)).toEqual([false, true, true, true]);
  });

  it.each([
    ['a gap', makeRow(0.7), ['GAP', 'WINDOW_FILLING']],
    ['the same time again', makeRow(0.3), ['GAP', 'WINDOW_FILLING']],
    ['a time that goes back', makeRow(0.1), ['GAP', 'WINDOW_FILLING']],
    ['an invalid sample', makeRow(0.4, { valid: false }), ['SAMPLE_INVALID']],
    ['a value that is no number', makeRow(0.4, { vEgo: NaN }), ['SAMPLE_INVALID']],
  ])('has no features after %s, but reasons', async (_, sample, reasons) => {
    const steps = await collect(from([...samples, previewed(sample)]).pipe(toSteps(CONTRACT)));
    expect(steps.at(-2)!.features).toBeDefined();
    expect(steps.at(-1)!.features).toBeUndefined();
    expect(steps.at(-1)!.reasons).toEqual(reasons);
  });
});
