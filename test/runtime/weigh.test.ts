import { describe, expect, it } from 'vitest';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { EXPERTS, type Step } from '../../core/step.js';
import { networkAlone, newWeighing, truthOf, WeighWithExperts } from '../../runtime/weigh.js';

const STEPS = 5;
const truth = (i: number) => 20 * Math.sin(i / 8);
const sample = (i: number, changes: Partial<VehicleSample> = {}): VehicleSample => {
  return { time: i / 10, curvature: 0, vEgo: 10, steeringAngleDeg: truth(i), valid: true, ...changes };
};
const off = (i: number, errorDeg: number) => Array.from({ length: STEPS }, (_, k) => truth(i + 1 + k) + errorDeg);

/** A step at sample i whose experts are off by as much as named, 9 degrees where not. */
function step(i: number, errors: Partial<Record<(typeof EXPERTS)[number], number>>): Step {
  return { sample: sample(i), reasons: [], experts: EXPERTS.map((name) => off(i, errors[name] ?? 9)) };
}

const worst = (i: number, angles: ArrayLike<number>) =>
  Math.max(...Array.from(angles, (angle, k) => Math.abs(angle - truth(i + 1 + k))));

/** A step and what it teaches. */
function pass(weigh: WeighWithExperts, step: Step, network: readonly number[] | undefined): void {
  weigh.learn(truthOf(step), weigh.weigh(step, network));
}

describe('WeighWithExperts', () => {
  it.each(EXPERTS)('comes to %s where that is right and the network is not', (name) => {
    const weigh = new WeighWithExperts(newWeighing(STEPS));
    for (let i = 0; i < 300; i++) pass(weigh, step(i, { [name]: 0.1 }), off(i, 5));
    const { angles, interval } = weigh.weigh(step(300, { [name]: 0.1 }), off(300, 5));
    expect(worst(300, angles!)).toBeLessThan(0.5);
    for (let k = 0; k < STEPS; k++) expect(interval!.upper[k]! - interval!.lower[k]!).toBeGreaterThan(0);
  });

  it('keeps what it learned over a gap, but scores nothing across it', () => {
    // Were a sample after the gap taken as the truth of what was predicted before it, the two would differ.
    const [one, other] = [20, 500].map((steeringAngleDeg) => {
      const weigh = new WeighWithExperts(newWeighing(STEPS));
      for (let i = 0; i < 300; i++) pass(weigh, step(i, { response: 0.1 }), off(i, 5));
      pass(weigh, { sample: sample(400, { steeringAngleDeg }), reasons: ['GAP', 'WINDOW_FILLING'] }, undefined);
      return weigh.weigh(step(401, { response: 0.1 }), off(401, 5));
    });
    expect(one).toEqual(other);
    expect(worst(401, one!.angles!)).toBeLessThan(0.5);
  });

  it('publishes what a coarse sensor can show', () => {
    const coarse = (i: number): Step => {
      const shown = sample(i, { steeringAngleDeg: 1.5 * Math.round(truth(i) / 1.5) });
      return { ...step(i, { response: 0.1 }), sample: shown };
    };
    const weigh = new WeighWithExperts(newWeighing(STEPS));
    for (let i = 0; i < 300; i++) pass(weigh, coarse(i), off(i, 5));
    const { angles, predictions } = weigh.weigh(coarse(300), off(300, 5));
    for (const one of [angles!, ...predictions!]) {
      for (const angle of Array.from(one)) expect(Math.abs(angle / 1.5 - Math.round(angle / 1.5))).toBeLessThan(1e-9);
    }
    expect(worst(300, angles!)).toBeLessThan(0.9);
  });

  it('has no angles without the network, and hands on what is no number, for a fault to be told', () => {
    const weigh = new WeighWithExperts(newWeighing(STEPS));
    expect(weigh.weigh(step(0, {}), undefined)).toEqual({ angles: undefined });
    const broken = [1, 2, NaN, 4, 5];
    expect(weigh.weigh(step(1, {}), broken)).toEqual({ angles: broken });
  });
});

describe('networkAlone', () => {
  const featureNames = ['steeringAngleDeg[i-2]', 'steeringAngleDeg[i-1]'];
  const features = [3, 5];
  const angles = off(0, 1);

  it('is what the network says', () => {
    expect(networkAlone({ featureNames }).weigh({ ...step(0, {}), features }, angles)).toEqual({ angles });
  });

  it('has the interval of the card around it, where there is one', () => {
    const interval = { coverage: 0.8, quantiles: [1, 2, 3, 4, 5] };
    const weigh = networkAlone({ featureNames, interval });
    const half = interval.quantiles.map((quantile) => quantile * (2 + 0.05));
    const { interval: given } = weigh.weigh({ ...step(0, {}), features }, angles);
    half.forEach((width, k) => {
      expect(given!.lower[k]).toBeCloseTo(angles[k]! - width, 9);
      expect(given!.upper[k]).toBeCloseTo(angles[k]! + width, 9);
    });
    expect(weigh.weigh(step(0, {}), undefined)).toEqual({ angles: undefined });
  });
});
