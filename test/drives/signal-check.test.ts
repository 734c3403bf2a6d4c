import { describe, expect, it } from 'vitest';
import { SignalCheck } from '../../drives/signal-check.js';
import { simulateDrive } from '../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../drives/synthetic/vehicle.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';

function remarkOn(rows: readonly VehicleSample[], change: (row: VehicleSample) => Partial<VehicleSample> = () => ({})) {
  const check = new SignalCheck();
  for (const row of rows) check.add({ ...row, ...change(row) });
  return check.remark;
}

describe.each(VEHICLES.map((vehicle) => [vehicle.name, vehicle] as const))('of the car %s', (_, vehicle) => {
  const { rows } = simulateDrive({ seed: 3, road: 'country', vehicle, seconds: 60, rowDt: 0.1 });

  it('says nothing where signs and units are right', () => {
    expect(remarkOn(rows)).toBeUndefined();
    for (const road of ['motorway', 'town', 'slalom'] as const) {
      expect(remarkOn(simulateDrive({ seed: 4, road, vehicle, seconds: 60, rowDt: 0.1 }).rows)).toBeUndefined();
    }
  });

  it('notices a sign the wrong way round, of either signal', () => {
    const line = /run against each other \(correlation -[01]\.\d+\): does one of them count up to the right\?/;
    expect(remarkOn(rows, (row) => ({ steeringAngleDeg: -row.steeringAngleDeg }))).toMatch(line);
    expect(remarkOn(rows, (row) => ({ curvature: -row.curvature }))).toMatch(line);
  });

  it('notices an angle in rad, a curvature in 1/km, a yaw rate in deg/s, a speed in km/h', () => {
    expect(remarkOn(rows, (row) => ({ steeringAngleDeg: row.steeringAngleDeg / 57.3 }))).toMatch(/is a unit wrong\?/);
    expect(remarkOn(rows, (row) => ({ curvature: row.curvature * 1000 }))).toMatch(/is a unit wrong\?/);
    expect(remarkOn(rows, (row) => ({ curvature: row.curvature * 57.3 }))).toMatch(/is a unit wrong\?/);
    expect(remarkOn(rows, () => ({ vEgo: 100 }))).toBe('the speed goes up to 100 m/s: is its unit km/h?');
  });

  it('takes a car that reverses for what it is', () => {
    expect(remarkOn(rows, (row) => ({ vEgo: 3, curvature: -row.curvature }))).toBeUndefined();
  });
});
