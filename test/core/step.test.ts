import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CurvaturePreview } from '../../core/curvature-preview.js';
import { allFinite } from '../../core/all-finite.js';
import { featureNames } from '../../core/features.js';
import { keptStep, StepBuilder, type StepContract } from '../../core/step.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { anyStream, DT, makeSample, makeSamples } from './make-samples.js';

const HORIZON = { historyLength: 3, horizonSteps: 2 };
const CONTRACT: StepContract = { ...HORIZON, dt: DT, featureNames: featureNames(HORIZON) };
const KNOWN: CurvaturePreview = { curvature: [0.25, 0.5], reasons: [] };
const NONE: CurvaturePreview = { reasons: ['NO_PREVIEW'] };
const HELD: CurvaturePreview = { curvature: [0.75, 0.75], reasons: ['PREVIEW_HELD'] };

const steps = (samples: readonly VehicleSample[], preview = KNOWN) => {
  const builder = new StepBuilder(CONTRACT);
  return samples.map((sample) => keptStep(builder.push(sample, preview)));
};
/** The step after three good samples. */
const next = (sample: VehicleSample, preview = KNOWN) => steps([...makeSamples(3), sample], preview).at(-1)!;

describe('StepBuilder', () => {
  it('says WINDOW_FILLING until the window is full, then gives features', () => {
    const given = steps(makeSamples(4));
    expect(given.map(({ reasons }) => reasons)).toEqual([['WINDOW_FILLING'], ['WINDOW_FILLING'], [], []]);
    expect(given.map(({ features }) => features?.length)).toEqual([undefined, undefined, 11, 11]);
    expect(given.map(({ sample }) => sample)).toEqual(makeSamples(4));
  });

  it('writes the window and the preview under their names', () => {
    const { features } = next(makeSample(3));
    const expected = [1, 2, 3].map((k) => k / 1024);
    expect(features).toEqual([...expected, 20 + 1 / 16, 20 + 2 / 16, 20 + 3 / 16, -1.5, -2.5, -3.5, 0.25, 0.5]);
  });

  it('writes the numbers of a step again at the next one, but for those of a kept one', () => {
    const builder = new StepBuilder(CONTRACT);
    const given = makeSamples(4).map((sample) => builder.push(sample, KNOWN));
    expect(given[2]!.features).toBe(given[3]!.features);
    const [first, second] = steps(makeSamples(4)).slice(2);
    expect([first!.features![0], second!.features![0]]).toEqual([0, 1 / 1024]);
  });

  it.each([
    ['a gap', makeSample(6), KNOWN, ['GAP', 'WINDOW_FILLING']],
    ['the same time again', makeSample(2), KNOWN, ['GAP', 'WINDOW_FILLING']],
    ['a time that goes back', makeSample(0), KNOWN, ['GAP', 'WINDOW_FILLING']],
    ['an invalid sample', makeSample(3, { valid: false }), KNOWN, ['SAMPLE_INVALID']],
    ['an invalid sample behind a gap', makeSample(7, { valid: false }), KNOWN, ['GAP', 'SAMPLE_INVALID']],
    ['no preview', makeSample(3), NONE, ['NO_PREVIEW']],
    ['no preview behind a gap', makeSample(6), NONE, ['GAP', 'WINDOW_FILLING', 'NO_PREVIEW']],
    ['a held preview behind a gap', makeSample(6), HELD, ['GAP', 'WINDOW_FILLING', 'PREVIEW_HELD']],
    ['no preview of an invalid sample', makeSample(3, { valid: false }), NONE, ['SAMPLE_INVALID', 'NO_PREVIEW']],
  ])('gives no features but the reasons after %s', (_, sample, preview, reasons) => {
    expect(next(sample, preview)).toEqual({ sample, reasons });
  });

  it('gives features and the reason where the preview is held', () => {
    const { features, reasons } = next(makeSample(3), HELD);
    expect(reasons).toEqual(['PREVIEW_HELD']);
    expect(Array.from(features!).slice(9)).toEqual([0.75, 0.75]);
  });

  it.each(['curvature', 'vEgo', 'steeringAngleDeg'] as const)(
    'takes a sample for invalid whose %s is not a finite number',
    (signal) => {
      for (const value of [NaN, Infinity, -Infinity]) {
        const sample = makeSample(3, { [signal]: value });
        expect(next(sample)).toEqual({ sample: { ...sample, valid: false }, reasons: ['SAMPLE_INVALID'] });
        expect(sample.valid).toBe(true); // whoever gave it keeps it as it was
      }
    },
  );

  it('takes a lateral acceleration that is not a number, which no feature reads', () => {
    expect(next(makeSample(3, { aLat: NaN })).reasons).toEqual([]);
  });

  it('has features or a reason, never neither, and features of finite numbers alone', () => {
    fc.assert(
      fc.property(anyStream({ withLost: true }), fc.constantFrom(KNOWN, NONE, HELD), (stream, preview) => {
        for (const { features, reasons, sample } of steps(stream, preview)) {
          expect(features === undefined && reasons.length === 0).toBe(false);
          expect(features && allFinite(features)).not.toBe(false);
          expect(reasons.includes('SAMPLE_INVALID')).toBe(!sample.valid);
          if (reasons.some((reason) => reason !== 'PREVIEW_HELD')) expect(features).toBeUndefined();
        }
      }),
    );
  });

  it('refuses a contract with a feature that no one knows', () => {
    expect(() => new StepBuilder({ ...CONTRACT, featureNames: ['vEgo[i-4]'] })).toThrow('got "vEgo[i-4]"');
  });
});
