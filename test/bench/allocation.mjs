// Bytes that the pipeline of the car allocates for a frame, from a bus in this process. Three messages come 100 times a
// second each; predictions are asked on ten interleaved grids (300 frames a second, 100 predictions) and on one (300
// frames, 10 predictions).
// Run after `npm run build`: node test/bench/allocation.mjs [--model DIR]
import { parseArgs } from 'node:util';
import { join } from 'node:path';
import { readVehicle } from '../../dist/can/vehicle/read-vehicle.js';
import { readBundle } from '../../dist/onnx/bundle.js';
import { syntheticSchedule } from '../../dist/runtime/latency/frame-schedule.js';
import { pipelineAllocation } from '../../dist/runtime/latency/pipeline-allocation.js';
import { openPredictor } from '../../dist/runtime/predictor.js';

const { values } = parseArgs({
  options: { model: { type: 'string', default: join(import.meta.dirname, '../../models/default') } },
});
const RATE = 100;
/** events until the code is compiled */
const WARM_UP = 30_000;

const bundle = await readBundle(values.model);
const predictor = await openPredictor(bundle, { onFault: (text) => console.error(text) });
const vehicle = await readVehicle('synthetic');
const schedule = syntheticSchedule(vehicle, RATE);

for (const phases of [Math.round(RATE * bundle.card.dt), 1]) {
  const bytes = pipelineAllocation({ vehicle, predictor, schedule, phases, warmUp: WARM_UP });
  console.log(`grids ${phases}: ${bytes?.toFixed(0)} bytes a frame`);
}
