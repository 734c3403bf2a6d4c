import { describe, expect, it } from 'vitest';
import { LatencyRecorder } from '../../../runtime/latency/latency-recorder.js';

/** The stages of a step from the sample that completes it. */
const REST = ['window', 'inference', 'weigh', 'publish'] as const;

/** A recorder on a clock that stands until it is moved. */
function recording({ deadline = 10 } = {}) {
  let now = 0;
  const recorder = new LatencyRecorder({ deadline, now: () => now });
  recorder.start(0);
  const pass = (ms: number) => (now += ms);
  /** A step that is due at `due`, begun `late` ms after it, whose stages take these times. */
  const step = (due: number, late: number, stages: readonly number[] = [1, 1, 1, 1, 1, 1, 1]) => {
    now = due + late;
    recorder.begin(due);
    (['read', 'sample', 'decode', 'window', 'inference', 'weigh', 'publish'] as const).forEach((stage, k) => {
      pass(stages[k]!);
      recorder.probe(stage);
    });
  };
  return { recorder, pass, step, at: () => now, moveTo: (ms: number) => (now = ms) };
}

describe('LatencyRecorder', () => {
  it('tells processing, the time from due, and where it went', () => {
    const { recorder, step } = recording();
    step(100, 3, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
    const { processing, due, wake, stages } = recorder.percentiles;
    expect(processing.max).toBeCloseTo(2.8, 2);
    expect(due.max).toBeCloseTo(5.8, 2);
    expect(wake.max).toBeCloseTo(3, 2);
    expect(stages.decode.max).toBeCloseTo(0.3, 2);
    expect(stages.publish.max).toBeCloseTo(0.7, 2);
    expect(Object.values(stages).reduce((sum, { max }) => sum + max, 0)).toBeCloseTo(2.8, 2);
  });

  it('counts the lateness of each step that waited behind a slow one: nothing is omitted', () => {
    const { recorder, step, at } = recording();
    step(0, 0, [0, 0, 0, 50, 0, 0, 0]);
    for (const due of [10, 20, 30, 40]) step(due, at() - due, [0, 0, 0, 0, 0, 0, 0]);
    expect(recorder.worst.map((one) => one.due)).toEqual([50, 40, 30, 20, 10]);
    expect(recorder.misses).toBe(4);
    expect(recorder.percentiles.due.p50).toBeCloseTo(30, 1);
    expect(recorder.seconds).toEqual([50]);
  });

  it('keeps the longest five in processing, whenever they were due', () => {
    const { recorder, step } = recording();
    for (let k = 0; k < 100; k++) step(100 * k, 50, [k === 40 ? 9 : 1, 1, 1, 1, 1, 1, k / 100]);
    for (let k = 100; k < 110; k++) step(100 * k, 90);
    expect(recorder.slowest.map(({ at }) => at)).toEqual([4000, 10_000, 10_100, 10_200, 10_300]);
    expect(recorder.worst.some(({ at }) => at === 4000)).toBe(false);
  });

  it('keeps the worst ten alone, worst first', () => {
    const { recorder, step } = recording();
    for (let k = 0; k < 100; k++) step(10 * k, (k * 37) % 100);
    expect(recorder.worst).toHaveLength(10);
    expect(recorder.worst.map(({ wake }) => wake)).toEqual([99, 98, 97, 96, 95, 94, 93, 92, 91, 90]);
  });

  it('gives the time to the step that it is of, though other frames come while the model works', () => {
    const { recorder, moveTo } = recording();
    moveTo(10);
    recorder.begin(9);
    moveTo(11);
    for (const stage of ['read', 'sample', 'decode', 'window'] as const) recorder.probe(stage);
    moveTo(12);
    recorder.begin(12); // of no step
    recorder.probe('read');
    recorder.probe('decode');
    moveTo(15);
    recorder.probe('inference');
    moveTo(16);
    for (const stage of ['weigh', 'publish'] as const) recorder.probe(stage);
    const [step] = recorder.worst;
    expect(step).toMatchObject({ at: 9, wake: 1, processing: 6, due: 7 });
    expect(step!.stages).toMatchObject({ read: 1, inference: 4, weigh: 1 });
  });

  it('leaves out the warm-up, and counts apart what a timer closed', () => {
    const { recorder, step, pass } = recording();
    recorder.start(1000);
    step(999, 1);
    step(1000, 1);
    recorder.begin(1010); // of no step
    for (const stage of ['read', 'sample', 'decode'] as const) recorder.probe(stage);
    pass(60);
    recorder.begin(NaN);
    for (const stage of REST) recorder.probe(stage);
    expect(recorder.percentiles.due.count).toBe(1);
    expect(recorder.byTimer).toBe(1);
  });

  it('takes both steps that one frame completes for its own', () => {
    const { recorder, step, pass } = recording();
    step(100, 0);
    pass(1);
    for (const stage of REST) recorder.probe(stage);
    expect(recorder.percentiles.due).toMatchObject({ count: 2 });
    expect(recorder.worst.map(({ at, due }) => [at, due])).toEqual([
      [100, 8],
      [100, 7],
    ]);
    expect(recorder.byTimer).toBe(0);
  });
});
