// Swaps of the model while predictions flow: node test/bench/swaps.mjs [--swaps 1000]
// Every swap reads and checks a bundle, opens its predictor, runs it in shadow, puts it in use and lets the old one go.
// Prints the steps that have no prediction, the memory over time, and how long a swap takes.
import { Subject } from 'rxjs';
import { parseArgs } from 'node:util';
import { readBundle } from '../../dist/onnx/bundle.js';
import { ModelsInUse } from '../../dist/runtime/models-in-use.js';
import { toPredictionsInTurn } from '../../dist/runtime/pipeline.js';
import { openPredictor } from '../../dist/runtime/predictor.js';

const MODEL = 'models/default';
const { values } = parseArgs({ options: { swaps: { type: 'string', default: '1000' } } });
const swaps = Number(values.swaps);

async function load() {
  const bundle = await readBundle(MODEL);
  return { bundle, predictor: await openPredictor(bundle, { onFault: (text) => console.error(text) }) };
}

const bundles = new Map();
const first = await load();
bundles.set(first.predictor, first.bundle);
const released = [];
const outcomes = { shadow: 0, swapped: 0, kept: 0, back: 0 };
const models = new ModelsInUse(first.predictor, {
  onChange() {},
  onOutcome({ what, left }) {
    outcomes[what]++;
    if (!left) return;
    released.push(bundles.get(left).session.release());
    bundles.delete(left);
  },
});

const samples$ = new Subject();
let predictions = 0;
toPredictionsInTurn(samples$, models, { preview: 'hold' }).subscribe(() => predictions++);
let steps = 0;
/** A car on a winding road. */
function step() {
  models.settle();
  const time = 0.1 * steps++;
  const curvature = 0.004 * Math.sin(time / 3);
  samples$.next({ time, curvature, vEgo: 15, steeringAngleDeg: 4500 * curvature, valid: true });
}

const memory = [];
const times = [];
for (let swap = 0; swap < swaps; swap++) {
  const start = performance.now();
  const { bundle, predictor } = await load();
  bundles.set(predictor, bundle);
  models.propose(predictor, { isReturn: true });
  do step();
  while (models.isTrying);
  await Promise.all(released.splice(0));
  times.push(performance.now() - start);
  if ((swap + 1) % Math.ceil(swaps / 10) === 0) memory.push(process.memoryUsage().rss / 1e6);
}
times.sort((a, b) => a - b);
console.log(`${swaps} swaps, ${outcomes.kept} kept; ${steps} steps, ${steps - predictions} without a prediction`);
console.log(`memory (MB resident) at each tenth: ${memory.map((one) => one.toFixed(0)).join(' ')}`);
console.log(`a swap, read, proved and put in use: median ${times[times.length >> 1].toFixed(1)} ms`);
