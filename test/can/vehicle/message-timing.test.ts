import { describe, expect, it } from 'vitest';
import { MessageTiming, type TimingOptions } from '../../../can/vehicle/message-timing.js';

const MS = 1000;
const given = { late: 2.5, lost: 5, cyclic: true };

/** The timing after frames that follow on each other by these intervals (ms). */
function after(intervals: readonly number[], options: Partial<TimingOptions> = {}) {
  const timing = new MessageTiming({ ...given, ...options });
  let atUs = 1.6e15;
  timing.arrive(atUs);
  for (const interval of intervals) timing.arrive((atUs += interval * MS));
  return timing;
}
const times = (count: number, ...intervals: number[]) => Array.from({ length: count }, () => intervals).flat();
const lostMs = (timing: MessageTiming) => timing.lostUs / MS;

describe('MessageTiming', () => {
  it('takes a period of a second for granted while nothing is known', () => {
    expect(lostMs(after([]))).toBe(5000);
    expect(after([]).lateUs).toBe(2500 * MS);
  });

  it('learns the period from the second frame on', () => {
    expect(lostMs(after([10]))).toBe(50);
    expect(lostMs(after([10, 10]))).toBe(50);
  });

  it('follows a sender that changes its period', () => {
    expect(lostMs(after([...times(25, 100), ...times(24, 10)]))).toBe(50);
    expect(lostMs(after([...times(250, 10), ...times(24, 100)]))).toBe(500);
  });

  it('does not take outages for the period', () => {
    expect(lostMs(after([...times(100, 10), 400, ...times(20, 10), 5000, ...times(3, 10)]))).toBe(50);
  });

  it.each([1, 5, 40])('counts a batch of %d frames as one', (size) => {
    const batch = [...times(size - 1, 0.2), 50 - (size - 1) * 0.2];
    expect(lostMs(after(times(20, ...batch)))).toBeCloseTo(5 * batch.at(-1)!, 6);
  });

  it('forgets a burst of frames that were held back', () => {
    expect(lostMs(after([...times(25, 0.1), ...times(3, 10)]))).toBe(50);
  });

  it('has the stated cycle time, more exact than what is seen, until eight intervals speak against it', () => {
    expect(lostMs(after(times(40, 12, 9), { cycleTime: 0.01 }))).toBe(50);
    expect(lostMs(after(times(7, 100), { cycleTime: 0.01 }))).toBe(50);
    expect(lostMs(after(times(8, 100), { cycleTime: 0.01 }))).toBe(500);
    expect(lostMs(after(times(8, 10), { cycleTime: 1 }))).toBe(50);
  });

  it('has the period that its user gives, whatever is seen', () => {
    const timing = after(times(100, 100), { period: 0.01, cycleTime: 0.1 });
    expect(lostMs(timing)).toBe(50);
    expect(timing.contradiction).toEqual({ stated: 0.01, seen: 0.1 });
  });

  it('tells a stated cycle time from the one that is seen', () => {
    expect(after(times(40, 10), { cycleTime: 0.01 }).contradiction).toBeUndefined();
    expect(after(times(40, 10)).contradiction).toBeUndefined();
    expect(after(times(40, 100), { cycleTime: 0.01 }).contradiction).toEqual({ stated: 0.01, seen: 0.1 });
    expect(after(times(40, 100), { cycleTime: 0.01, cyclic: false }).contradiction).toBeUndefined();
  });

  it('has no interval over a step of the clock', () => {
    const timing = after(times(3, 10));
    timing.restart();
    timing.arrive(2e15);
    expect(lostMs(timing)).toBe(50);
  });

  it('is never late where it is sent on change', () => {
    expect(after(times(3, 10), { cyclic: false })).toMatchObject({ lateUs: Infinity, lostUs: Infinity });
  });
});
