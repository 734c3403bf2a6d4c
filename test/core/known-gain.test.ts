import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { responseOf } from '../../core/adaptation.js';
import { steeringGain, withKnownGain } from '../../core/known-gain.js';
import type { ModelCard } from '../../core/model-card.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';

const card = JSON.parse(readFileSync(join(import.meta.dirname, '../../models/default/card.json'), 'utf8')) as ModelCard; // as: a test holds it
const prior = card.adaptation!.response;

describe('steeringGain', () => {
  it('is ratio times wheelbase: 11.9 deg for a radius of 200 m of a car of 2.70 m and 15.38', () => {
    expect(steeringGain({ wheelbase: 2.7, steeringRatio: 15.38 }) / 2).toBeCloseTo(11.896, 3);
  });
});

describe('a response whose gain is known', () => {
  it('starts from that gain, with the lead and the zero of the prior', () => {
    const [usual, known] = [responseOf(prior, undefined), responseOf(prior, 35)];
    expect(known.gain).toBeCloseTo(35, 9);
    expect(known.leadSteps).toBeCloseTo(usual.leadSteps, 9);
    expect(known.offsetDeg).toBe(usual.offsetDeg);
    expect(withKnownGain(prior, 35).precision).toHaveLength(64);
  });

  it.each([20, 35, 60])('believes a gain of %d to a tenth of it', (gain) => {
    const added = withKnownGain(prior, gain).precision[0]! - prior.precision[0]!; // of a tap, all of which is gain
    expect(1 / Math.sqrt(added)).toBeCloseTo(gain / 10, 6);
  });

  /** |error| in deg of the equivalent steering at now, over the first steps of a bend of a car of that gain, alike otherwise. */
  function firstErrors(gain: number, known: number | undefined, steps = 30): number {
    const [car, response] = [responseOf(prior, gain), responseOf(prior, known)];
    const [steered, out] = [new Float64Array(10), new Float64Array(10)];
    let error = 0;
    for (let i = 0; i < steps; i++) {
      const at = (k: number): VehicleSample => {
        return {
          time: (i + k) / 10,
          curvature: 0.01 * Math.sin((i + k) / 10),
          vEgo: 3,
          steeringAngleDeg: 0,
          valid: true,
        };
      };
      const window = [-4, -3, -2, -1, 0].map(at);
      const preview = [1, 2, 3, 4, 5].map((k) => at(k).curvature);
      car.equivalentSteering(window, preview, steered);
      response.equivalentSteering(window, preview, out);
      error += Math.abs(out[4]! - steered[4]!) / steps;
      window[4]!.steeringAngleDeg = steered[4]!;
      response.learn(window, preview);
    }
    return error;
  }

  it('errs less than half as much in the first second as one whose gain is not, and less in three', () => {
    for (const gain of [16, 45]) {
      expect(firstErrors(gain, gain * 1.05, 10)).toBeLessThan(0.5 * firstErrors(gain, undefined, 10));
      expect(firstErrors(gain, gain * 1.05)).toBeLessThan(0.55 * firstErrors(gain, undefined));
      expect(firstErrors(gain, gain * 1.05)).toBeLessThan(0.055); // deg
    }
  });

  it('does not insist: a wrong data sheet is unlearned', () => {
    expect(firstErrors(30, 24)).toBeLessThan(2);
  });
});
