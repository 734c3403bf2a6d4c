import { describe, expect, it } from 'vitest';
import { ParkedWatch } from '../../core/parked-watch.js';

type Driving = { vEgo?: number; ignition?: boolean; age?: number };

/** One sample a second from `from` to `to` (s). */
function drive(watch: ParkedWatch, from: number, to: number, { vEgo = 0, ignition, age = 0.01 }: Driving): boolean {
  const ages = { curvature: age, vEgo: age, steeringAngleDeg: age };
  for (let time = from; time <= to; time++)
    watch.next({ time, vEgo, ages, ...(ignition !== undefined && { ignition }) });
  return watch.isParked;
}

describe('ParkedWatch', () => {
  it('is not parked before anything was heard', () => expect(new ParkedWatch().isParked).toBe(false));

  it('is parked where it stands with its ignition off, and at no red light', () => {
    expect(drive(new ParkedWatch(), 0, 1, { ignition: false })).toBe(true);
    expect(drive(new ParkedWatch(), 0, 3600, { ignition: true })).toBe(false);
    expect(drive(new ParkedWatch(), 0, 1, { ignition: false, vEgo: 3 })).toBe(false);
    expect(drive(new ParkedWatch(), 0, 1, { ignition: false, vEgo: -0.5 })).toBe(false); // still rolls
  });

  it('takes ten minutes of standing where the ignition is not known', () => {
    const watch = new ParkedWatch();
    expect(drive(watch, 0, 599, {})).toBe(false);
    expect(drive(watch, 600, 600, {})).toBe(true);
    expect(drive(watch, 601, 601, { vEgo: 2 })).toBe(false);
  });

  it('is parked a minute after its bus fell asleep, whatever the last values were', () => {
    const watch = new ParkedWatch();
    drive(watch, 0, 10, { vEgo: 20, ignition: true });
    expect(drive(watch, 16, 75, { vEgo: 20, ignition: true, age: 9 })).toBe(false);
    expect(drive(watch, 76, 76, { vEgo: 20, ignition: true, age: 66 })).toBe(true);
    expect(drive(watch, 77, 77, { age: NaN })).toBe(true);
  });

  it('begins anew where the clock was set, back or ahead', () => {
    const watch = new ParkedWatch();
    drive(watch, 1000, 1700, {});
    expect(drive(watch, 0, 10, {})).toBe(false);
    expect(drive(watch, 4000, 4010, {})).toBe(false);
    expect(drive(watch, 4011, 4600, {})).toBe(true);
  });
});
