import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFeatures, featureNames, type Channel, type Horizon } from '../../core/features.js';
import { InputError } from '../../core/input-error.js';
import { makeSamples } from './make-samples.js';

const FIVE: Horizon = { historyLength: 5, horizonSteps: 5 };

describe('featureNames', () => {
  it("has the article's order: curvature, speed and steering of the past, curvature ahead", () => {
    expect(featureNames(FIVE).join(' ')).toBe(
      'curvature[i-5] curvature[i-4] curvature[i-3] curvature[i-2] curvature[i-1] ' +
        'vEgo[i-5] vEgo[i-4] vEgo[i-3] vEgo[i-2] vEgo[i-1] ' +
        'steeringAngleDeg[i-5] steeringAngleDeg[i-4] steeringAngleDeg[i-3] steeringAngleDeg[i-2] steeringAngleDeg[i-1] ' +
        'curvature[i+0] curvature[i+1] curvature[i+2] curvature[i+3] curvature[i+4]',
    );
  });

  it('follows the lengths of past and future', () => {
    const names = 'curvature[i-1] vEgo[i-1] steeringAngleDeg[i-1] curvature[i+0] curvature[i+1]';
    expect(featureNames({ historyLength: 1, horizonSteps: 2 }).join(' ')).toBe(names);
  });
});

const anyHorizon = fc.record({
  historyLength: fc.integer({ min: 1, max: 7 }),
  horizonSteps: fc.integer({ min: 1, max: 7 }),
});

describe('compileFeatures', () => {
  it('writes the past oldest first, then the curvature ahead', () => {
    const window = makeSamples(5);
    const preview = [0.1, 0.2, 0.3, 0.4, 0.5];
    const out = new Float64Array(20);
    compileFeatures(featureNames(FIVE), FIVE)(window, preview, out, 0);
    const column = (channel: Channel) => window.map((sample) => sample[channel]);
    expect([...out]).toEqual([...column('curvature'), ...column('vEgo'), ...column('steeringAngleDeg'), ...preview]);
  });

  it('writes any choice of names in its own order, at the offset and nowhere else', () => {
    fc.assert(
      fc.property(anyHorizon, fc.array(fc.nat()), fc.nat(3), (horizon, picks, offset) => {
        const all = featureNames(horizon);
        const names = picks.map((pick) => all[pick % all.length]!);
        const window = makeSamples(horizon.historyLength);
        const preview = Array.from({ length: horizon.horizonSteps }, (_, k) => 0.01 * (k + 1));
        const out = new Float64Array(offset + names.length + 2).fill(77);
        compileFeatures(names, horizon)(window, preview, out, offset);
        const expected = names.map((name) => {
          const [channel, step] = name.slice(0, -1).split('[i') as [Channel, string];
          const at = Number(step);
          return at < 0 ? window.at(at)![channel] : preview[at]!;
        });
        const around = (length: number) => new Array<number>(length).fill(77);
        expect([...out]).toEqual([...around(offset), ...expected, ...around(2)]);
      }),
    );
  });

  it.each([
    'curvature[i-6]',
    'curvature[i+5]',
    'equivalentSteeringDeg[i-6]',
    'equivalentSteeringDeg[i+5]',
    'forecastChangeDeg[i-1]',
    'forecastChangeDeg[i+5]',
    'vEgo[i+0]',
    'steeringAngleDeg[i+0]',
    'yawRate[i-1]',
    'curvature',
    'curvature[i1]',
    'curvature[i-1.5]',
    'curvature[i-1] ',
    ' curvature[i-1]',
    'VEGO[i-1]',
    '',
  ])('refuses "%s" and names both sides', (name) => {
    const compile = () => compileFeatures(['vEgo[i-1]', name], FIVE);
    expect(compile).toThrow(InputError);
    expect(compile).toThrow(
      'expected a feature of curvature, vEgo, steeringAngleDeg at [i-5] … [i-1], curvature or equivalentSteeringDeg ' +
        'up to [i+4], forecastChangeDeg, lastingChangeDeg or trendChangeDeg ahead, ' +
        `got "${name}"`,
    );
  });

  it.each(['toString[i-1]', 'constructor[i-2]', '__proto__[i-1]'])(
    'refuses "%s", which every object has but no sample as a signal',
    (name) => {
      expect(() => compileFeatures([name], FIVE)).toThrow(`got "${name}"`);
    },
  );
});
