import { describe, expect, it } from 'vitest';
import { steadyStateAngle } from '../../../core/baselines.js';
import { answerDistance, SingleTrack } from '../../../drives/synthetic/single-track.js';
import { steadyStateOf, VEHICLES } from '../../../drives/synthetic/vehicle.js';

const DT = 0.01;

/** The car after `seconds` of the given steering (deg at time t). */
function steer(vehicle: (typeof VEHICLES)[number], vEgo: number, seconds: number, angle: (t: number) => number) {
  const car = new SingleTrack(vehicle);
  for (let k = 1; k <= Math.round(seconds / DT); k++) {
    car.step({ handWheelDeg: angle(k * DT), vEgo, sideways: 0, bumpSteer: 0 }, DT);
  }
  return car;
}

describe('the single-track car', () => {
  it('needs ratio·(L + K·v²)·κ of steering on a circle, from walking pace on', () => {
    for (const vehicle of VEHICLES) {
      const car = { ...steadyStateOf(vehicle), offset: 0 };
      for (const vEgo of [1, 3, 10, 20, 35]) {
        const curvature = 0.5 / Math.max(vEgo, 5) ** 2;
        const { yawRate } = steer(vehicle, vEgo, 10, () => steadyStateAngle(car, curvature, vEgo));
        expect(yawRate / vEgo / curvature).toBeCloseTo(1, 6);
      }
    }
  });

  it('turns left, and is pushed left, when steered left', () => {
    const car = steer(VEHICLES[0]!, 15, 2, () => 20);
    expect(car.yawRate).toBeGreaterThan(0.05);
    expect(car.lateralAcceleration).toBeCloseTo(15 * car.yawRate, 3);
  });

  it('is turned left by wheels that unevenness turns left, as far as by as much steering', () => {
    for (const vehicle of VEHICLES) {
      const turned = (handWheelDeg: number, bumpSteer: number) => {
        const car = new SingleTrack(vehicle);
        for (let k = 0; k < 1000; k++) car.step({ handWheelDeg, vEgo: 20, sideways: 0, bumpSteer }, DT);
        return car.yawRate;
      };
      expect(turned(0, 0.01)).toBeGreaterThan(0);
      expect(turned(0, 0.01)).toBeCloseTo(turned((0.01 * vehicle.steeringRatio * 180) / Math.PI, 0), 9);
    }
  });

  it('answers with its steering lag where the tyres only roll', () => {
    for (const vehicle of VEHICLES) {
      const settled = steer(vehicle, 0.9, 5, () => 90).yawRate;
      const atLag = steer(vehicle, 0.9, vehicle.steeringLag, () => 90).yawRate;
      expect(atLag / settled).toBeCloseTo(1 - Math.exp(-1), 6);
    }
  });

  it('trails a slow turn of the wheel by the answer distance', () => {
    for (const vehicle of VEHICLES) {
      for (const vEgo of [5, 15, 30]) {
        const perDegree = 1 / steadyStateAngle({ ...steadyStateOf(vehicle), offset: 0 }, 1, vEgo);
        const seconds = 8;
        const car = steer(vehicle, vEgo, seconds, (t) => t);
        const pathCurvature = car.lateralAcceleration / vEgo ** 2;
        expect(vEgo * (seconds - pathCurvature / perDegree)).toBeCloseTo(answerDistance(vehicle, vEgo), 0);
      }
    }
  });

  it('settles at the angle of a step without ringing on at motorway speed', () => {
    for (const vehicle of VEHICLES) {
      const early = steer(vehicle, 35, 3, () => 5).yawRate;
      const late = steer(vehicle, 35, 9, () => 5).yawRate;
      expect(early / late).toBeCloseTo(1, 1);
    }
  });
});
