import { describe, expect, it } from 'vitest';
import { LoopWatch } from '../../runtime/loop-watch.js';

function make() {
  let now = 0;
  return { watch: new LoopWatch(() => now, 100), pass: (ms: number) => (now += ms) };
}

describe('LoopWatch', () => {
  it('has nothing to tell of a run that ticks and answers, whatever the bus does', () => {
    const { watch, pass } = make();
    for (let k = 0; k < 50; k++) {
      pass(100);
      watch.ticked();
      watch.asked();
      pass(3);
      watch.answered();
      expect(watch.overdue()).toEqual([]);
    }
    expect(watch.latency.percentile(99)).toBeGreaterThan(2900);
    expect(watch.latency.percentile(99)).toBeLessThan(3100);
  });

  it('tells of a tick that is late by more than half a second beyond its step', () => {
    const { watch, pass } = make();
    pass(600);
    expect(watch.overdue()).toEqual([]);
    pass(1);
    expect(watch.overdue()).toEqual(['a tick is 501 ms late']);
    watch.ticked();
    expect(watch.overdue()).toEqual([]);
  });

  it('tells of a prediction that does not come, though all else goes on', () => {
    const { watch, pass } = make();
    watch.asked();
    watch.asked();
    watch.answered();
    for (let k = 0; k < 6; k++) {
      pass(100);
      watch.ticked();
    }
    expect(watch.overdue()).toEqual(['a prediction has been awaited for 600 ms']);
    watch.answered();
    expect(watch.overdue()).toEqual([]);
  });

  it('tells of frames that are taken late, and not of a clock that was set nor of a bus that is silent', () => {
    const { watch, pass } = make();
    watch.heard(700);
    expect(watch.overdue()).toEqual(['frames are taken 700 ms late']);
    watch.heard(3_600_000);
    expect(watch.overdue()).toEqual([]);
    watch.heard(-3_600_000);
    expect(watch.overdue()).toEqual([]);
    watch.heard(700);
    pass(1000);
    watch.ticked();
    expect(watch.overdue()).toEqual([]);
  });
});
