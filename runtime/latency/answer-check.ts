import { from } from 'rxjs';
import { FrameSampler } from '../../can/vehicle/frame-sampler.js';
import type { CanFrame } from '../../can/frame.js';
import type { Vehicle } from '../../can/vehicle/vehicle-bus.js';
import type { Preview } from '../../core/curvature-preview.js';
import type { Prediction, Reason } from '../../core/prediction.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import type { SessionTape } from '../live-samples.js';
import { toPredictions } from '../pipeline.js';
import type { Predictor } from '../predictor.js';
import { hashOf } from './prediction-hash.js';

type Event = { after: number } & ({ tick: number } | { link: readonly Reason[] });

/**
 * Keeps what a session was made of and what it answered, each answer as a hash, and goes through it again
 * as a replay would: every bit must be the same.
 */
export class AnswerCheck {
  readonly tape: SessionTape;
  readonly #events: Event[] = [];
  readonly #hashes: number[] = [];
  #frames = 0;

  /** `isOfSchedule`: whether a frame is one of those that `frames` gives again */
  constructor(isOfSchedule: (frame: CanFrame) => boolean) {
    this.tape = {
      frame: (frame) => {
        if (isOfSchedule(frame)) this.#frames++;
      },
      tick: (tick) => this.#events.push({ after: this.#frames, tick }),
      link: (link) => this.#events.push({ after: this.#frames, link }),
      models: () => {}, // there is one for good
    };
  }

  add(prediction: Prediction): void {
    this.#hashes.push(hashOf(prediction));
  }

  /** How many answers there were, and the number of the first that is another one the second time, if any. */
  async verify(
    frames: Iterable<CanFrame>,
    {
      vehicle,
      predictor,
      preview,
      phases,
    }: { vehicle: Vehicle; predictor: Predictor; preview: Preview; phases: number },
  ): Promise<{ answers: number; different: number | undefined }> {
    let answers = 0;
    let different: number | undefined;
    const samples$ = from(this.#samples(frames, vehicle, { dt: predictor.card.dt, phases }));
    await toPredictions(samples$, predictor, { preview, phases }).forEach((prediction) => {
      if (hashOf(prediction) !== this.#hashes[answers]) different ??= answers;
      answers++;
    });
    if (answers !== this.#hashes.length) different ??= Math.min(answers, this.#hashes.length);
    return { answers, different };
  }

  *#samples(
    frames: Iterable<CanFrame>,
    vehicle: Vehicle,
    grid: { dt: number; phases: number },
  ): Generator<VehicleSample, void> {
    const sampler = new FrameSampler(vehicle, grid);
    let next = 0;
    let count = 0;
    const events = function* (events: readonly Event[]): Generator<VehicleSample, void> {
      for (; next < events.length && events[next]!.after <= count; next++) {
        const event = events[next]!;
        if ('tick' in event) yield* sampler.tick(event.tick);
        else sampler.link(event.link);
      }
    };
    for (const frame of frames) {
      yield* events(this.#events);
      if (count++ === this.#frames) return; // given, and not heard any more
      yield* sampler.push(frame);
    }
    yield* events(this.#events);
  }
}
