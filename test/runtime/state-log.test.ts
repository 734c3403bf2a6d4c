import { describe, expect, it } from 'vitest';
import { StateLog } from '../../runtime/state-log.js';

function make() {
  let now = 0;
  const lines: string[] = [];
  return {
    log: new StateLog(
      (line) => lines.push(line),
      () => now,
    ),
    lines,
    pass: (ms: number) => (now += ms),
  };
}

describe('StateLog', () => {
  it('tells of changes alone, with what was before and why', () => {
    const { log, lines, pass } = make();
    log.add({ state: 'INIT', reasons: ['WINDOW_FILLING'] });
    for (let k = 0; k < 100; k++) {
      pass(100);
      log.add({ state: 'VALID', reasons: [] });
    }
    log.add({ state: 'INVALID', reasons: ['SIGNAL_LOST', 'BUS_DOWN'] });
    expect(lines).toEqual(['INIT: WINDOW_FILLING', 'INIT → VALID', 'VALID → INVALID: SIGNAL_LOST, BUS_DOWN']);
  });

  it('tells what flickers once a second, with how often', () => {
    const { log, lines, pass } = make();
    for (let k = 0; k < 30; k++) {
      log.add({ state: k % 2 === 0 ? 'VALID' : 'DEGRADED', reasons: [] });
      pass(100);
    }
    expect(lines).toEqual(['VALID', 'VALID, after 10 changes', 'VALID, after 10 changes']);
  });
});
