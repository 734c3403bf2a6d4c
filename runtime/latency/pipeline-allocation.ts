import { getHeapStatistics } from 'node:v8';
import { PredictionEncoder } from '../../can/output/prediction-encoder.js';
import { FrameSampler } from '../../can/vehicle/frame-sampler.js';
import type { Vehicle } from '../../can/vehicle/vehicle-bus.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { Inlet } from '../inlet.js';
import { toPredictions } from '../pipeline.js';
import type { InstantPredictor } from '../predictor.js';
import type { FrameSchedule } from './frame-schedule.js';
import { MADE_UP_OUTPUT } from './made-up-output.js';

/** Events between two looks at the heap: fewer bytes than the young generation holds. */
const EVENTS = 250;
const ROUNDS = 60;

export type PipelineAllocationOptions = {
  vehicle: Vehicle;
  predictor: InstantPredictor;
  /** one that never ends */
  schedule: FrameSchedule;
  phases: number;
  /** events that go before, until the code is compiled */
  warmUp: number;
};

/**
 * Bytes that the pipeline of the car takes from the heap for a frame, from the bytes of its frames to those of its
 * message: nothing measures beside it, and no timer runs. undefined where something was collected at every look.
 */
export function pipelineAllocation({
  vehicle,
  predictor,
  schedule,
  phases,
  warmUp,
}: PipelineAllocationOptions): number | undefined {
  const { dt, onnxSha256 } = predictor.card;
  const sampler = new FrameSampler(vehicle, { dt, phases });
  const encoder = new PredictionEncoder({ ...MADE_UP_OUTPUT, period: dt / phases }, onnxSha256);
  const samples$ = new Inlet<VehicleSample>();
  const running = toPredictions(samples$, predictor, { preview: 'hold', phases }).subscribe((prediction) => {
    encoder.encode(prediction, dt / phases);
  });
  let event = 0;
  /** Returns how many frames it has given. */
  const drive = (events: number): number => {
    let frames = 0;
    for (const end = event + events; event < end; event++) {
      const given = schedule.framesOf(event);
      frames += given.length;
      for (let f = 0; f < given.length; f++) {
        const samples = sampler.push(given[f]!);
        for (let s = 0; s < samples.length; s++) samples$.next(samples[s]!);
      }
    }
    return frames;
  };
  drive(warmUp);
  const taken = { bytes: 0, frames: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const before = getHeapStatistics().used_heap_size;
    const frames = drive(EVENTS);
    const bytes = getHeapStatistics().used_heap_size - before;
    if (bytes < 0) continue; // something was collected
    taken.bytes += bytes;
    taken.frames += frames;
  }
  running.unsubscribe();
  return taken.frames === 0 ? undefined : taken.bytes / taken.frames;
}
