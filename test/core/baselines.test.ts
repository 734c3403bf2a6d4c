import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitSteadyState, linearExtrapolation, persistence, steadyStateAngle } from '../../core/baselines.js';

describe('persistence', () => {
  it('repeats the last angle', () => {
    expect(persistence(-3.5, 5)).toEqual([-3.5, -3.5, -3.5, -3.5, -3.5]);
  });
});

describe('linearExtrapolation', () => {
  it('goes on by the last change', () => {
    expect(linearExtrapolation(1, 3, 5)).toEqual([5, 7, 9, 11, 13]);
    expect(linearExtrapolation(2, 2, 3)).toEqual([2, 2, 2]);
    expect(linearExtrapolation(3, -1, 2)).toEqual([-5, -9]);
  });
});

describe('steadyStateAngle', () => {
  it('is gain·κ + understeer·v²·κ + offset', () => {
    expect(steadyStateAngle({ gain: 2000, understeer: 3, offset: -1.5 }, 0.01, 20)).toBeCloseTo(20 + 12 - 1.5, 12);
  });
});

describe('fitSteadyState', () => {
  const car = fc.record({
    gain: fc.double({ min: 500, max: 6000, noNaN: true }),
    understeer: fc.double({ min: -1, max: 8, noNaN: true }),
    offset: fc.double({ min: -5, max: 5, noNaN: true }),
  });
  const moment = fc.record({
    curvature: fc.double({ min: -0.05, max: 0.05, noNaN: true }),
    vEgo: fc.double({ min: 0, max: 40, noNaN: true }),
  });
  /** Bends both ways at two speeds, so that all three can be told. */
  const bends = [-0.02, 0.02].flatMap((curvature) => [5, 30].map((vEgo) => ({ curvature, vEgo })));

  it('finds the car again from its angles', () => {
    fc.assert(
      fc.property(car, fc.array(moment, { maxLength: 40, size: 'max' }), (truth, moments) => {
        const seen = [...bends, ...moments].map(({ curvature, vEgo }) => ({
          curvature,
          vEgo,
          steeringAngleDeg: steadyStateAngle(truth, curvature, vEgo),
        }));
        const fitted = fitSteadyState(seen);
        for (const { curvature, vEgo, steeringAngleDeg } of seen) {
          expect(Math.abs(steadyStateAngle(fitted, curvature, vEgo) - steeringAngleDeg)).toBeLessThan(0.05);
        }
        expect(Math.abs(fitted.gain - truth.gain)).toBeLessThan(1e-3 * truth.gain);
        expect(Math.abs(fitted.understeer - truth.understeer)).toBeLessThan(0.01);
        expect(Math.abs(fitted.offset - truth.offset)).toBeLessThan(0.01);
      }),
    );
  });

  it('averages over noise that is as often left as right', () => {
    const truth = { gain: 2400, understeer: 2.5, offset: 0.8 };
    const seen = bends.flatMap(({ curvature, vEgo }) =>
      [-3, 3].map((noise) => ({
        curvature,
        vEgo,
        steeringAngleDeg: steadyStateAngle(truth, curvature, vEgo) + noise,
      })),
    );
    const { gain, understeer, offset } = fitSteadyState(seen);
    expect(gain).toBeCloseTo(2400, 0);
    expect(understeer).toBeCloseTo(2.5, 2);
    expect(offset).toBeCloseTo(0.8, 3);
  });

  it.each([
    ['a straight road', [0, 0, 0], [20, 25, 30]],
    ['one speed', [0.01, -0.01, 0.02], [20, 20, 20]],
    ['a parked car', [0, 0, 0], [0, 0, 0]],
    ['one moment', [0.01], [10]],
    ['nothing', [], []],
  ])('stays finite and answers what it saw on %s', (_, curvatures, speeds) => {
    const seen = curvatures.map((curvature, k) => ({
      curvature,
      vEgo: speeds[k]!,
      steeringAngleDeg: 2000 * curvature + 1.5,
    }));
    const fitted = fitSteadyState(seen);
    expect(Object.values(fitted).every(Number.isFinite)).toBe(true);
    for (const { curvature, vEgo, steeringAngleDeg } of seen) {
      expect(steadyStateAngle(fitted, curvature, vEgo)).toBeCloseTo(steeringAngleDeg, 2);
    }
  });
});
