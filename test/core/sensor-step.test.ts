import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SensorStep } from '../../core/sensor-step.js';

/** What is made of 10.4, 11.3 and −7 deg, from 9 deg on, after these angles were measured. */
function roundedAfter(measured: readonly (number | undefined)[]): number[] {
  const sensor = new SensorStep();
  for (const angle of measured) sensor.learn(angle);
  return Array.from(sensor.rounded([10.4, 11.3, -7], 9));
}
const AS_THEY_ARE = [10.4, 11.3, -7];

describe('SensorStep', () => {
  it('finds the step of a coarse sensor in its changes, and rounds to what it can show', () => {
    expect(roundedAfter([0, 1.5, 1.5, 4.5, 3])).toEqual([10.5, 12, -7.5]);
  });

  it('finds any coarse step from changes by a few steps and by one, as float32 has them', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.25, max: 3, noNaN: true }),
        fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 30 }),
        (step, multiples) => {
          const sensor = new SensorStep();
          for (const multiple of [...multiples, 0, 1, 2, 3]) sensor.learn(Math.fround(step * multiple));
          const [shown] = Array.from(sensor.rounded([0.9 * step], 0)) as [number];
          expect(shown).toBeCloseTo(step, 2);
        },
      ),
    );
  });

  it('waits for three changes that agree', () => {
    expect(roundedAfter([0, 1.5, 3])).toEqual(AS_THEY_ARE);
    expect(roundedAfter([0, 3, 6, 7.5, 9])).toEqual(AS_THEY_ARE); // steps of 3, then of 1.5 twice
    expect(roundedAfter([0, 3, 6, 7.5, 9, 10.5])).toEqual([10.5, 12, -7.5]);
  });

  it('leaves angles alone once a change was no multiple of a coarse step, whatever comes then', () => {
    const coarse = Array.from({ length: 50 }, (_, i) => 1.5 * i);
    expect(roundedAfter([...coarse, 0.1, ...coarse])).toEqual(AS_THEY_ARE);
    expect(roundedAfter([0, 0.1, 0.3, 0.2, 0.5])).toEqual(AS_THEY_ARE);
    expect(roundedAfter([])).toEqual(AS_THEY_ARE);
  });

  it('takes no change across a gap', () => {
    expect(roundedAfter([0, 1.5, 3, undefined, 3.7, 5.2, 6.7])).toEqual([10.5, 12, -7.5]);
  });
});
