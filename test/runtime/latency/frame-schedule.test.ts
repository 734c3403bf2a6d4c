import { expect, it } from 'vitest';
import { readVehicle } from '../../../can/vehicle/read-vehicle.js';
import { syntheticSchedule } from '../../../runtime/latency/frame-schedule.js';

const RATE = 10;

it('is the same drive where it is made as it is asked for, each time it is', async () => {
  const vehicle = await readVehicle('synthetic');
  const [ahead, asAsked] = [syntheticSchedule(vehicle, RATE), syntheticSchedule(vehicle, RATE, { asAsked: true })];
  const round = 64 * RATE; // the drive begins again
  for (const event of [0, 1, 2, 100, 639, round, round + 1, 1]) {
    expect(asAsked.dueOf(event)).toBe(ahead.dueOf(event));
    expect(asAsked.framesOf(event)).toEqual(ahead.framesOf(event));
  }
});
