import { describe, expect, it } from 'vitest';
import { Random } from '../../../drives/synthetic/random.js';
import { bend, line } from '../../../drives/synthetic/road-elements.js';
import { curvatureAt, layRoad } from '../../../drives/synthetic/road.js';
import { planSpeed, SpeedControl } from '../../../drives/synthetic/speed.js';

const DT = 0.01;
const PACE = { speedFactor: 1, lateralLimit: 2, accelerate: 1.5, brake: 2 };
const ROAD = layRoad([
  line(150, 14),
  ...bend({ radius: 10, deflection: 1.5, clothoid: 9, speedLimit: 14 }),
  { ...line(150, 14), stopAtEnd: true },
  line(400, 14),
]);

describe('the speed plan', () => {
  it('keeps to the speed limit and the lateral limit, and never asks for more than the brakes', () => {
    const plan = planSpeed(ROAD, PACE);
    plan.forEach((speed, s) => {
      expect(speed).toBeLessThanOrEqual(14);
      expect(speed ** 2 * Math.abs(curvatureAt(ROAD, s))).toBeLessThanOrEqual(2 + 1e-9);
      const next = plan[s + 1] ?? speed;
      expect((speed ** 2 - next ** 2) / 2).toBeLessThanOrEqual(2 + 1e-9);
    });
    expect(Math.min(...plan)).toBeCloseTo(Math.sqrt(20), 1);
  });
});

describe('the speed control', () => {
  it('slows down for the bend, stops at the stop line, waits and drives on', () => {
    const control = new SpeedControl(ROAD, PACE, new Random(1), DT);
    const stopLine = ROAD.length - 400;
    let s = 0;
    let fastestInBend = 0;
    let standing = 0;
    let stoppedAt = NaN;
    for (let step = 0; step < 9000 && s < ROAD.length; step++) {
      const before = control.vEgo;
      control.step(s);
      s += control.vEgo * DT;
      // a car that stands has its last 0.3 m/s taken away at once
      if (control.vEgo > 0) expect(Math.abs(control.vEgo - before)).toBeLessThan(2.7 * DT);
      if (Math.abs(curvatureAt(ROAD, s)) > 0.099) fastestInBend = Math.max(fastestInBend, control.vEgo);
      if (control.vEgo === 0) {
        standing += DT;
        stoppedAt = s;
      }
    }
    expect(fastestInBend).toBeLessThan(1.15 * Math.sqrt(20));
    expect(Math.abs(stoppedAt - stopLine)).toBeLessThan(1.5);
    expect(standing).toBeGreaterThan(1);
    expect(standing).toBeLessThan(6.1);
    expect(s).toBeGreaterThan(stopLine + 100);
  });
});
