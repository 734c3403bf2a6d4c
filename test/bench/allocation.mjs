// Bytes that the pipeline of the car allocates for a frame, from a bus in this process: nothing measures beside it, and no
// timer runs. Three messages come 100 times a second each; predictions are asked on ten interleaved grids (300 frames a
// second, 100 predictions) and on one (300 frames, 10 predictions).
// Run after `npm run build`: node --expose-gc --min-semi-space-size=256 --max-semi-space-size=256 test/bench/allocation.mjs [--model DIR]
import { parseArgs } from 'node:util';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { PredictionEncoder } from '../../dist/can/output/prediction-encoder.js';
import { FrameSampler } from '../../dist/can/vehicle/frame-sampler.js';
import { readVehicle } from '../../dist/can/vehicle/read-vehicle.js';
import { readBundle } from '../../dist/onnx/bundle.js';
import { syntheticSchedule } from '../../dist/runtime/latency/frame-schedule.js';
import { Inlet } from '../../dist/runtime/inlet.js';
import { toPredictions } from '../../dist/runtime/pipeline.js';
import { openPredictor } from '../../dist/runtime/predictor.js';

const { values } = parseArgs({
  options: { model: { type: 'string', default: join(import.meta.dirname, '../../models/default') } },
});
if (!globalThis.gc) throw new Error('expected node --expose-gc, see the first lines of this script');
const RATE = 100;
/** events until the code is compiled, and events that are measured at a time */
const WARM_UP = 30_000;
const EVENTS = 5_000;
const ROUNDS = 5;

const bundle = await readBundle(values.model);
const predictor = await openPredictor(bundle, { onFault: (text) => console.error(text) });
const vehicle = await readVehicle('synthetic');
const schedule = syntheticSchedule(vehicle, RATE);
const { dt, onnxSha256 } = bundle.card;
const heap = () => getHeapStatistics().used_heap_size;

for (const phases of [Math.round(RATE * dt), 1]) {
  const sampler = new FrameSampler(vehicle, { dt, phases });
  const encoder = new PredictionEncoder({ first: { id: 0x6f0, extended: false }, format: 'fd' }, onnxSha256);
  const samples$ = new Inlet();
  let predictions = 0;
  toPredictions(samples$, predictor, { preview: 'hold', phases }).subscribe((prediction) => {
    encoder.encode(prediction, 0.01);
    predictions++;
  });
  let event = 0;
  const drive = (events) => {
    let frames = 0;
    for (const end = event + events; event < end; event++) {
      const given = schedule.framesOf(event);
      frames += given.length;
      for (let f = 0; f < given.length; f++) {
        const samples = sampler.push(given[f]);
        for (let s = 0; s < samples.length; s++) samples$.next(samples[s]);
      }
    }
    return frames;
  };
  drive(WARM_UP);
  const rounds = Array.from({ length: ROUNDS }, () => {
    globalThis.gc();
    const before = { heap: heap(), predictions };
    const frames = drive(EVENTS);
    const bytes = heap() - before.heap;
    return { frame: bytes / frames, prediction: bytes / (predictions - before.predictions) };
  });
  const median = (name) => rounds.map((round) => round[name]).sort((a, b) => a - b)[ROUNDS >> 1];
  console.log(
    `grids ${phases}: ${median('frame').toFixed(0)} bytes a frame, ${median('prediction').toFixed(0)} a prediction`,
  );
}
