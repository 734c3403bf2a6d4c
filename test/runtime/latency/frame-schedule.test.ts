import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { expect, it } from 'vitest';
import { readVehicle } from '../../../can/vehicle/read-vehicle.js';
import { logSchedule, syntheticSchedule } from '../../../runtime/latency/frame-schedule.js';

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

it('has bytes as a native addon makes them, for which V8 has code of its own', async () => {
  const frames = syntheticSchedule(await readVehicle('synthetic'), RATE).framesOf(0);
  const [logged] = logSchedule([{ ...frames[0]!, data: new Uint8Array([1, 2]) }]).framesOf(0);
  expect([...logged!.data]).toEqual([1, 2]);
  const native = createHash('sha1').digest(); // made in C++
  const made = [Buffer.from([1]), ...frames.map(({ data }) => data), logged!.data];
  expect(made.map((data) => areAlike(native, data))).toEqual([false, true, true, true, true]);
});

function areAlike(a: object, b: object): boolean {
  setFlagsFromString('--allow-natives-syntax');
  const compare = runInThisContext('(a, b) => %HaveSameMap(a, b)') as typeof areAlike; // as: it is code
  const are = compare(a, b); // compiled as it is called
  setFlagsFromString('--no-allow-natives-syntax');
  return are;
}
