import { describe, expect, it } from 'vitest';
import { SteeringResponse, writeResponseInputs } from '../../core/steering-response.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { PRIOR } from '../training/make-drive.js';

const DT = 0.1;
type Car = { gain: number; offsetDeg: number; leadSteps: number };

/** 1/m: bends of many lengths, none of them twice. */
const road = (i: number) => 0.008 * Math.sin(i / 9) + 0.005 * Math.sin(i / 4.3) + 0.003 * Math.sin(i / 2.1);

/** A car on that road at walking pace, where understeer is nothing. */
function samples(count: number, { gain, offsetDeg, leadSteps }: Car, curvature = road): VehicleSample[] {
  return Array.from({ length: count }, (_, i) => ({
    time: i * DT,
    curvature: curvature(i),
    vEgo: 1,
    steeringAngleDeg: 100 * gain * curvature(i + leadSteps) + offsetDeg,
    valid: true,
  }));
}

function drive(response: SteeringResponse, all: readonly VehicleSample[]): void {
  for (let i = 5; i + 5 <= all.length; i++) {
    const preview = all.slice(i, i + 5).map(({ curvature }) => curvature);
    response.learn(all.slice(i - 5, i), preview);
  }
}

describe('SteeringResponse', () => {
  it.each<Car>([
    { gain: 20, offsetDeg: 0, leadSteps: 0 },
    { gain: 55, offsetDeg: 4, leadSteps: 1 },
    { gain: 30, offsetDeg: -7, leadSteps: 2 },
    { gain: 35, offsetDeg: 1, leadSteps: -1 },
  ])('finds a car of gain $gain, zero $offsetDeg and lead $leadSteps', (car) => {
    const response = new SteeringResponse(PRIOR.response);
    drive(response, samples(600, car));
    expect(Math.abs(response.gain / car.gain - 1)).toBeLessThan(0.05);
    expect(response.offsetDeg).toBeCloseTo(car.offsetDeg, 0);
    expect(Math.abs(response.leadSteps - car.leadSteps)).toBeLessThan(0.3);
  });

  it('then knows the steering of the steps ahead from their curvature', () => {
    const car = { gain: 50, offsetDeg: 3, leadSteps: 1 };
    const all = samples(600, car);
    const response = new SteeringResponse(PRIOR.response);
    drive(response, all.slice(0, 590));
    const equivalent = new Float64Array(10);
    const preview = all.slice(590, 595).map(({ curvature }) => curvature);
    response.equivalentSteering(all.slice(585, 590), preview, equivalent);
    // Two steps on, a tap lies beyond the preview.
    for (let k = 0; k < 2; k++) expect(equivalent[5 + k]).toBeCloseTo(all[590 + k]!.steeringAngleDeg, 0);
  });

  it('takes the curvature beyond the preview to go on as at its end, four fifths as fast', () => {
    const all = samples(10, { gain: 30, offsetDeg: 0, leadSteps: 0 }, (i) => 0.001 * i);
    const preview = all.slice(5).map(({ curvature }) => curvature);
    const inputs = new Float64Array(8);
    writeResponseInputs(all.slice(0, 5), preview, 9, inputs);
    const curvatures = Array.from(inputs.slice(0, 6), (input) => (1000 * input * 0.01) / (1 + 8e-4));
    [7, 8, 9, 9.8, 10.6, 11.4].forEach((expected, tap) => expect(curvatures[tap]).toBeCloseTo(expected, 9));
  });

  it('begins with the prior, and keeps to it on a straight road but for the zero', () => {
    const response = new SteeringResponse(PRIOR.response);
    expect(response.gain).toBe(35);
    drive(
      response,
      samples(2000, { gain: 60, offsetDeg: 2, leadSteps: 0 }, () => 0),
    );
    expect(response.gain).toBeCloseTo(35, 6);
    expect(response.offsetDeg).toBeCloseTo(2, 1);
  });

  it('is never what no car is: it begins anew instead', () => {
    for (const gain of [-30, 300]) {
      const response = new SteeringResponse(PRIOR.response);
      const all = samples(400, { gain, offsetDeg: 0, leadSteps: 0 });
      for (let i = 5; i + 5 <= all.length; i++) {
        response.learn(all.slice(i - 5, i), all.slice(i, i + 5).map(({ curvature }) => curvature)); // prettier-ignore
        expect(response.gain).toBeGreaterThan(35 / 4);
        expect(response.gain).toBeLessThan(35 * 4);
      }
    }
  });
});
