// Bytes that the pipeline of the car allocates, and how many of them outlive a collection, on ten interleaved grids of a
// model's step with three frames a step: nothing measures beside it, and no timer runs.
// Run after `npm run build`: node --expose-gc --max-semi-space-size=256 test/bench/allocation.mjs [--phases 10] [--model DIR] [--json]
import { parseArgs } from 'node:util';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { Subject } from 'rxjs';
import { PredictionEncoder } from '../../dist/can/output/prediction-encoder.js';
import { FrameSampler } from '../../dist/can/vehicle/frame-sampler.js';
import { readVehicle } from '../../dist/can/vehicle/read-vehicle.js';
import { readBundle } from '../../dist/onnx/bundle.js';
import { syntheticSchedule } from '../../dist/runtime/latency/frame-schedule.js';
import { toPredictions } from '../../dist/runtime/pipeline.js';
import { openPredictor } from '../../dist/runtime/predictor.js';

const { values } = parseArgs({
  options: {
    phases: { type: 'string', default: '10' },
    model: { type: 'string', default: join(import.meta.dirname, '../../models/default') },
    json: { type: 'boolean', default: false },
  },
});
if (!globalThis.gc) throw new Error('expected node --expose-gc --max-semi-space-size=256, got no gc');
const PHASES = Number(values.phases);
const DT = 0.1;
const RATE = PHASES / DT;
/** steps until the code is compiled, and steps that are measured at a time */
const WARM_UP = 20_000;
const STEPS = 5_000;
const ROUNDS = 5;

const bundle = await readBundle(values.model);
const predictor = await openPredictor(bundle, { onFault: (text) => console.error(text) });
const vehicle = await readVehicle('synthetic');
const schedule = syntheticSchedule(vehicle, RATE);
const sampler = new FrameSampler(vehicle, { dt: DT, phases: PHASES });
const encoder = new PredictionEncoder({ first: { id: 0x6f0, extended: false }, format: 'fd' }, bundle.card.onnxSha256);
const samples$ = new Subject();
let steps = 0;
let frames = 0;
toPredictions(samples$, predictor, { preview: 'hold', phases: PHASES }).subscribe((prediction) => {
  encoder.encode(prediction, 0.01);
  steps++;
});
let event = 0;
function drive(count) {
  for (const end = steps + count; steps < end; event++) {
    const given = schedule.framesOf(event);
    for (let f = 0; f < given.length; f++) {
      frames++;
      const samples = sampler.push(given[f]);
      for (let s = 0; s < samples.length; s++) samples$.next(samples[s]);
    }
  }
}
const heap = () => getHeapStatistics().used_heap_size;

drive(WARM_UP);
const rounds = Array.from({ length: ROUNDS }, () => {
  globalThis.gc();
  const before = { heap: heap(), frames };
  drive(STEPS);
  return (heap() - before.heap) / (frames - before.frames);
});
const bytesPerFrame = rounds.sort((a, b) => a - b)[ROUNDS >> 1];
const figures = { phases: PHASES, framesPerStep: 3, bytesPerFrame, bytesPerStep: 3 * bytesPerFrame };
console.log(
  values.json
    ? JSON.stringify(figures)
    : `${PHASES} grids: ${bytesPerFrame.toFixed(0)} bytes a frame, ${(3 * bytesPerFrame).toFixed(0)} a step (median of ${ROUNDS} rounds of ${STEPS} steps)`,
);
