import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { readVehicle } from '../../../can/vehicle/read-vehicle.js';
import { FrameSampler } from '../../../can/vehicle/frame-sampler.js';
import type { CanFrame } from '../../../can/frame.js';
import type { Prediction } from '../../../core/prediction.js';
import type { VehicleSample } from '../../../core/vehicle-sample.js';
import { AnswerCheck } from '../../../runtime/latency/answer-check.js';
import { syntheticSchedule } from '../../../runtime/latency/frame-schedule.js';
import { toPredictions } from '../../../runtime/pipeline.js';
import type { InstantPredictor } from '../../../runtime/predictor.js';
import { CARD } from '../live-bench.js';

const RATE = 50;
const PHASES = 5;
const START_US = 1.7e15;
const predictor: InstantPredictor = {
  card: CARD,
  answer: (features) =>
    Array.from({ length: 5 }, (_, k) => k + Array.from(features).reduce((sum, one) => sum + one, 0)),
};

/** A session of 3 s with a tick in it, what it answered, and its frames. */
async function session() {
  const vehicle = await readVehicle('synthetic');
  const schedule = syntheticSchedule(vehicle, RATE);
  const frames: CanFrame[] = [];
  for (let event = 0; event < 3 * RATE; event++)
    for (const one of schedule.framesOf(event)) frames.push({ ...one, timestampUs: one.timestampUs + START_US });
  const check = new AnswerCheck(({ extended }) => !extended);
  const sampler = new FrameSampler(vehicle, { dt: CARD.dt, phases: PHASES });
  const samples$ = new Subject<VehicleSample>();
  const answers: Prediction[] = [];
  toPredictions(samples$, predictor, { preview: 'hold', phases: PHASES }).subscribe((prediction) => {
    answers.push(prediction);
    check.add(prediction);
  });
  const give = (samples: readonly VehicleSample[]) => samples.forEach((sample) => samples$.next(sample));
  frames.forEach((frame, k) => {
    if (k === 100) {
      const tick = frame.timestampUs + 90_000;
      check.tape.tick(tick, { isPlain: false });
      give(sampler.tick(tick));
    }
    check.tape.frame({ ...frame, extended: true }); // a foreign one
    check.tape.frame(frame);
    give(sampler.push(frame));
  });
  return { check, frames, answers, vehicle };
}

describe('AnswerCheck', () => {
  it('finds the answers of a session again, ticks and all', async () => {
    const { check, frames, answers, vehicle } = await session();
    expect(answers.some(({ steeringAngleDeg }) => steeringAngleDeg)).toBe(true);
    const found = await check.verify(frames, { vehicle, predictor, preview: 'hold', phases: PHASES });
    expect(found).toEqual({ answers: answers.length, different: undefined });
  });

  it('names the first answer that is another one', async () => {
    const { check, frames, answers, vehicle } = await session();
    const fifth = answers.findIndex(({ steeringAngleDeg }) => steeringAngleDeg) + 5;
    let asked = 0;
    const other: InstantPredictor = {
      ...predictor,
      answer: (features) => (++asked > 5 ? [0, 0, 0, 0, 0] : predictor.answer(features)),
    };
    expect((await check.verify(frames, { vehicle, predictor: other, preview: 'hold', phases: PHASES })).different).toBe(
      fifth,
    );
    const fewer = await check.verify(frames.slice(0, 300), { vehicle, predictor, preview: 'hold', phases: PHASES });
    expect(fewer.different).toBe(fewer.answers);
  });
});
