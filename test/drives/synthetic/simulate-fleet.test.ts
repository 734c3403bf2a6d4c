import { describe, expect, it } from 'vitest';
import { simulateFleet } from '../../../drives/synthetic/simulate-fleet.js';
import { drawVehicle, VEHICLES } from '../../../drives/synthetic/vehicle.js';
import { Random } from '../../../drives/synthetic/random.js';

describe('simulateFleet', () => {
  it('gives each vehicle its minutes, in drives with names of their own', () => {
    const drives = simulateFleet({ seed: 1, vehicles: 8, minutes: 1.5 });
    expect(drives).toHaveLength(16);
    expect(new Set(drives.map(({ name }) => name)).size).toBe(16);
    expect(drives.every(({ rows }) => rows.length === 450)).toBe(true);
    expect(drives[0]!.name).toBe('hatchback-country-01');
    expect(drives.at(-1)!.name).toMatch(/^car8-\w+-02$/);
  });

  it('is the same for the same seed', () => {
    const request = { seed: 3, vehicles: 7, minutes: 0.5 };
    expect(JSON.stringify(simulateFleet(request))).toBe(JSON.stringify(simulateFleet(request)));
    expect(simulateFleet({ ...request, seed: 4 })[6]!.vehicle).not.toEqual(simulateFleet(request)[6]!.vehicle);
  });

  it("does not change a vehicle's drives when more vehicles join", () => {
    const few = simulateFleet({ seed: 5, vehicles: 2, minutes: 1 });
    expect(simulateFleet({ seed: 5, vehicles: 4, minutes: 1 }).slice(0, 2)).toEqual(few);
  });
});

describe('vehicles', () => {
  it('lie within the bounds of cars on the road', () => {
    const drawn = Array.from({ length: 200 }, (_, seed) => drawVehicle('drawn', new Random(seed)));
    for (const vehicle of [...VEHICLES, ...drawn]) {
      expect(vehicle.wheelbase).toBeGreaterThanOrEqual(2.4);
      expect(vehicle.wheelbase).toBeLessThanOrEqual(3.8);
      expect(vehicle.steeringRatio).toBeGreaterThanOrEqual(12);
      expect(vehicle.steeringRatio).toBeLessThanOrEqual(20);
      expect(Math.abs(vehicle.steeringOffsetDeg)).toBeLessThanOrEqual(2);
      expect(vehicle.steeringLag).toBeGreaterThanOrEqual(0.05);
      expect(vehicle.steeringLag).toBeLessThanOrEqual(0.3);
    }
  });

  it('differ by a factor of two in degrees per curvature', () => {
    const gains = VEHICLES.map(({ steeringRatio, wheelbase }) => steeringRatio * wheelbase);
    expect(Math.max(...gains) / Math.min(...gains)).toBeGreaterThan(2);
  });
});
