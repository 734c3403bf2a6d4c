import { expect, it } from 'vitest';
import { Bends } from '../../drives/bends.js';

const DT = 0.1;
const SPEED = 20;

/** Stretches of so many seconds at a curvature (1/m), the wheel at so many deg for 1/m, after a pause (s) or right away. */
type Stretch = { seconds: number; curvature: number; gain?: number; pause?: number };

function bendsOf(...stretches: Stretch[]): { count: number; against: number } {
  const bends = new Bends();
  let time = 0;
  for (const { seconds, curvature, gain = 2500, pause = 0 } of stretches) {
    time += pause;
    for (let row = 0; row < seconds / DT; row++, time += DT) {
      bends.add({ time, curvature, vEgo: SPEED, steeringAngleDeg: gain * curvature });
    }
  }
  return { count: bends.count, against: bends.against };
}

const STRAIGHT = { seconds: 2, curvature: 0.0001 };
/** 0.2 rad in 5 s */
const LEFT = { seconds: 5, curvature: 0.002 };
const RIGHT = { seconds: 5, curvature: -0.002 };

it('counts bends by side, and those that the wheel was turned against', () => {
  expect(bendsOf(STRAIGHT)).toEqual({ count: 0, against: 0 });
  expect(bendsOf(LEFT, STRAIGHT, LEFT, RIGHT)).toEqual({ count: 3, against: 0 });
  expect(bendsOf(LEFT, RIGHT, { ...LEFT, gain: -2500 }, STRAIGHT, { ...RIGHT, gain: 0 })).toEqual({
    count: 4,
    against: 1,
  });
});

it('takes a turn of 5 deg for a bend, which begins below 1 km of radius and lasts below 2 km', () => {
  expect(bendsOf({ ...LEFT, seconds: 2 })).toEqual({ count: 0, against: 0 }); // 4.6 deg less the first row
  expect(bendsOf({ ...LEFT, seconds: 2.5 }).count).toBe(1);
  expect(bendsOf({ seconds: 20, curvature: 0.0009 }).count).toBe(0);
  expect(bendsOf(LEFT, { seconds: 5, curvature: 0.0006 }, LEFT).count).toBe(1);
  expect(bendsOf(LEFT, { seconds: 0.3, curvature: 0.0004 }, LEFT).count).toBe(2);
});

it('parts a bend by a gap of more than 1 s', () => {
  const half = { ...LEFT, seconds: 1.5 }; // 3.4 deg
  expect(bendsOf(half, half).count).toBe(1);
  expect(bendsOf(half, { ...half, pause: 0.5 }).count).toBe(1);
  expect(bendsOf(half, { ...half, pause: 1.5 }).count).toBe(0);
  expect(bendsOf(LEFT, { ...LEFT, pause: 1.5 }).count).toBe(2);
});

it('parts a bend where rows are left out', () => {
  const bends = new Bends();
  for (let row = 0; row < 100; row++) {
    if (row === 50) bends.end();
    bends.add({ time: row * DT, curvature: 0.002, vEgo: SPEED, steeringAngleDeg: 5 });
  }
  expect(bends.count).toBe(2);
});
