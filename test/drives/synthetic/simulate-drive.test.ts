import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitSteadyState } from '../../../core/baselines.js';
import type { VehicleSample } from '../../../core/vehicle-sample.js';
import { simulateDrive, type DriveRequest } from '../../../drives/synthetic/simulate-drive.js';
import { Random } from '../../../drives/synthetic/random.js';
import { ROAD_KINDS } from '../../../drives/synthetic/road-kinds.js';
import { poseAt } from '../../../drives/synthetic/road.js';
import { drawVehicle, VEHICLES } from '../../../drives/synthetic/vehicle.js';

const SEDAN = VEHICLES[1]!;
const drive = (request: Partial<DriveRequest>) =>
  simulateDrive({ seed: 1, road: 'country', vehicle: SEDAN, seconds: 60, ...request });

const anyRequest = fc.record({
  seed: fc.integer(),
  road: fc.constantFrom(...ROAD_KINDS),
  vehicle: fc.oneof(
    fc.constantFrom(...VEHICLES),
    fc.integer().map((seed) => drawVehicle('drawn', new Random(seed))),
  ),
  rowDt: fc.constantFrom(0.01, 0.02, 0.05, 0.1),
  seconds: fc.constantFrom(5, 20, 60),
});

describe('simulateDrive', () => {
  it('gives the same drive for the same seed, and another for another', () => {
    expect(JSON.stringify(drive({ seed: 7 }))).toBe(JSON.stringify(drive({ seed: 7 })));
    expect(drive({ seed: 7 }).rows).not.toEqual(drive({ seed: 8 }).rows);
  });

  it('is finite, on its time grid and in the lane, whatever is asked', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const { rows, track } = simulateDrive(request);
        expect(rows).toHaveLength(Math.round(request.seconds / request.rowDt));
        const wrong = rows.filter(
          ({ time, curvature, vEgo, steeringAngleDeg, aLat, valid }, k) =>
            time !== Math.round(k * request.rowDt * 1e6) / 1e6 ||
            ![curvature, vEgo, steeringAngleDeg, aLat].every(Number.isFinite) ||
            valid !== vEgo >= 2 ||
            Math.abs(aLat!) > 4.5 ||
            Math.abs(track[k]!.offset) > 2,
        );
        expect(wrong).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps within a metre of the lane's middle on ordinary roads, nearly always", () => {
    const offsets = [1, 2, 3, 4, 5, 6].flatMap((seed) =>
      (['motorway', 'country'] as const).flatMap((road) => drive({ seed, road }).track.map(({ offset }) => offset)),
    );
    const outside = offsets.filter((offset) => Math.abs(offset) > 1);
    expect(outside.length / offsets.length).toBeLessThan(0.01);
  });

  it('shows speed, angle and acceleration in whole steps of their signals', () => {
    for (const vehicle of VEHICLES) {
      const whole = (value: number, perUnit: number) => Math.round(value * perUnit) / perUnit === value;
      for (const { vEgo, steeringAngleDeg, aLat } of drive({ vehicle }).rows) {
        expect(whole(steeringAngleDeg, vehicle.stepsPerDegree)).toBe(true);
        expect(whole(vEgo, 100) && whole(aLat!, 100)).toBe(true);
      }
    }
  });

  it('has left positive in curvature, angle and acceleration', () => {
    const { rows } = drive({ road: 'slalom' });
    const bends = rows.filter(({ curvature, valid }) => valid && Math.abs(curvature) > 0.01);
    expect(bends.length).toBeGreaterThan(50);
    const agree = bends.filter(({ curvature, steeringAngleDeg, aLat }) => {
      return Math.sign(steeringAngleDeg) === Math.sign(curvature) && Math.sign(aLat!) === Math.sign(curvature);
    });
    expect(agree.length / bends.length).toBeGreaterThan(0.95);
  });

  it('records yaw rate over speed as curvature, without phase shift', () => {
    const { rows, track } = drive({ road: 'slalom' });
    const error = (shift: number) =>
      rms(rows.slice(5, -5).map(({ curvature, vEgo }, k) => curvature - track[k + 5 + shift]!.yawRate / vEgo));
    expect(error(0)).toBeLessThan(0.08 * rms(rows.map(({ curvature }) => curvature)));
    expect(error(0)).toBeLessThan(Math.min(error(-1), error(1)));
  });

  it('records the mean over the time that the car smooths over, so the less noise the longer', () => {
    const quiet = (smoothing: number, yawRateNoise: number) =>
      drive({ road: 'motorway', vehicle: { ...SEDAN, smoothing, yawRateNoise } }).rows.map(
        ({ curvature }) => curvature,
      );
    const noise = (smoothing: number) => {
      const truth = quiet(smoothing, 0);
      return rms(quiet(smoothing, 0.01).map((curvature, k) => curvature - truth[k]!));
    };
    // white noise falls with the root of how many values are averaged: 21 and 61
    expect(noise(0.1) / noise(0.3)).toBeGreaterThan(0.8 * Math.sqrt(61 / 21));
    expect(noise(0.1) / noise(0.3)).toBeLessThan(1.2 * Math.sqrt(61 / 21));
  });

  it("steers before the path bends, by the car's lag", () => {
    const lead = (steeringLag: number) => {
      const { rows } = drive({ road: 'slalom', vehicle: { ...SEDAN, steeringLag, angleDelay: 0 }, rowDt: 0.01 });
      return bestLead(rows);
    };
    expect(lead(0.25) - lead(0.05)).toBeGreaterThan(0.1);
    expect(lead(0.25) - lead(0.05)).toBeLessThan(0.3);
  });

  it('publishes the angle as old as the car says', () => {
    const angles = (angleDelay: number) =>
      drive({ vehicle: { ...SEDAN, angleDelay } }).rows.map(({ steeringAngleDeg }) => steeringAngleDeg);
    expect(angles(0.1).slice(1)).toEqual(angles(0).slice(0, -1));
  });

  it('shows degrees per curvature of ratio times wheelbase, and the offset of the sensor', () => {
    for (const vehicle of VEHICLES) {
      const rows = [1, 2, 3].flatMap((seed) => drive({ seed, vehicle, road: 'roundabout' }).rows);
      const { gain, offset } = fitSteadyState(rows.filter(({ valid }) => valid));
      const expected = (vehicle.steeringRatio * vehicle.wheelbase * 180) / Math.PI;
      expect(Math.abs(gain / expected - 1)).toBeLessThan(0.12);
      expect(Math.abs(offset - vehicle.steeringOffsetDeg)).toBeLessThan(1.5);
    }
  });

  it('stops at junctions in town, and those rows are not valid', () => {
    const standing = [1, 2, 3, 4]
      .flatMap((seed) => drive({ seed, road: 'town' }).rows)
      .filter(({ vEgo }) => vEgo === 0);
    expect(standing.length).toBeGreaterThan(20);
    expect(standing.every(({ valid }) => !valid)).toBe(true);
  });

  it('tells a track that lies beside the road by the offset', () => {
    const { track, road } = drive({ road: 'town' });
    for (const { x, y, s, offset } of track) {
      const axis = poseAt(road, s);
      const across = (y - axis.y) * Math.cos(axis.heading) - (x - axis.x) * Math.sin(axis.heading);
      expect(Math.abs(across - offset)).toBeLessThan(0.3);
    }
  });

  it('refuses a row step that is no multiple of its own', () => {
    expect(() => drive({ rowDt: 0.015 })).toThrow('expected rowDt to be a multiple of 0.01 s, got 0.015');
  });
});

const rms = (values: number[]) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

/** s, shift of the curvature that makes it most like the angle. */
function bestLead(rows: VehicleSample[]): number {
  const likeness = (shift: number) =>
    rows.slice(100, -100).reduce((sum, row, k) => sum + row.steeringAngleDeg * rows[k + 100 + shift]!.curvature, 0);
  const shifts = Array.from({ length: 100 }, (_, k) => k - 30);
  return 0.01 * shifts.reduce((best, shift) => (likeness(shift) > likeness(best) ? shift : best), 0);
}
