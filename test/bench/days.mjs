// Days of driving through the pipeline of the car, on the clock of the frames: ten interleaved grids of 0.1 s, with
// faults from a seed (lost, torn, repeated, late and spoilt frames, silence, a clock that is set). Prints speed, states,
// resident memory at each simulated hour and its slope by least squares after the first one, and a hash of all that was
// predicted. Ends with 1 where 24 hours or more end above 150 MB or rise by more than 1 MB a day.
// Run after `npm run build`: node test/bench/days.mjs [--hours 24] [--seed 1] [--phases 10] [--faults 1] [--json]
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Subject } from 'rxjs';
import { FrameSampler } from '../../dist/can/vehicle/frame-sampler.js';
import { readVehicle } from '../../dist/can/vehicle/read-vehicle.js';
import { startAsService } from '../../dist/cli/service-flags.js';
import { readBundle } from '../../dist/onnx/bundle.js';
import { syntheticSchedule } from '../../dist/runtime/latency/frame-schedule.js';
import { hashOf } from '../../dist/runtime/latency/prediction-hash.js';
import { toPredictions } from '../../dist/runtime/pipeline.js';
import { openPredictor } from '../../dist/runtime/predictor.js';
import { StateCounts } from '../../dist/runtime/state-counts.js';

await startAsService();
const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '24' },
    seed: { type: 'string', default: '1' },
    phases: { type: 'string', default: '10' },
    faults: { type: 'string', default: '1' }, // times as many
    json: { type: 'boolean', default: false },
  },
});
const HOURS = Number(values.hours);
const PHASES = Number(values.phases);
const MANY = Number(values.faults);
const DT = 0.1;
const RATE = PHASES / DT;
const START_US = 1.7e15;
/** faults an hour, each of its own kind */
const FAULTS = { lost: 360, torn: 60, spoilt: 60, repeated: 60, late: 60, silence: 6, clock: 2 };
/** MB, and MB a day, that the car gives it */
const LARGEST = 150;
const STEEPEST = 1;
/** s */
const SILENCE = 3;
const CLOCK_STEP = 600;

let random = Number(values.seed) >>> 0 || 1;
const uniform = () => {
  random ^= random << 13;
  random ^= random >>> 17;
  random ^= random << 5;
  return (random >>> 0) / 2 ** 32;
};

const bundle = await readBundle(join(import.meta.dirname, '../../models/default'));
const predictor = await openPredictor(bundle, { onFault: (text) => console.error(text) });
const vehicle = await readVehicle('synthetic');
const schedule = syntheticSchedule(vehicle, RATE);
const sampler = new FrameSampler(vehicle, { dt: DT, phases: PHASES });
const samples$ = new Subject();
const counts = new StateCounts();
const hash = createHash('sha256');
const last = new Uint32Array(1);
let steps = 0;
toPredictions(samples$, predictor, { preview: 'hold', phases: PHASES }).subscribe((prediction) => {
  steps++;
  counts.add(prediction);
  last[0] = hashOf(prediction);
  hash.update(last);
});

const give = (samples) => {
  for (const sample of samples) samples$.next(sample);
};
const injected = Object.fromEntries(Object.keys(FAULTS).map((name) => [name, 0]));
/** What befalls this frame, if anything. */
function faultOf() {
  let draw = uniform() * 3600 * RATE * 3;
  for (const [name, often] of Object.entries(FAULTS)) if ((draw -= often * MANY) < 0) return name;
  return undefined;
}

const rss = [];
const seconds = HOURS * 3600;
const begin = performance.now();
const cpu = process.cpuUsage();
let clockUs = START_US;
let silentUntil = -1;
let heldBack;
for (let event = 0; event < seconds * RATE; event++) {
  if (event % RATE === 0) await turn(); // as in the car: V8's own tasks, one for each collection, pile up where no turn ends
  if (event % (RATE * 900) === 0) rss.push(process.memoryUsage.rss() / 1e6);
  for (const given of schedule.framesOf(event)) {
    const fault = faultOf();
    if (fault) injected[fault]++;
    if (fault === 'silence') silentUntil = event + SILENCE * RATE;
    if (fault === 'clock') clockUs += (uniform() < 0.5 ? -1 : 1) * CLOCK_STEP * 1e6;
    given.timestampUs += clockUs;
    if (event < silentUntil) {
      if (event % 5 === 0) give(sampler.tick(given.timestampUs));
      continue;
    }
    if (fault === 'lost') continue;
    if (fault === 'late') {
      heldBack = { ...given };
      continue;
    }
    const frame = fault === 'torn' || fault === 'spoilt' ? { ...given, data: Uint8Array.from(given.data).subarray(0, fault === 'torn' ? 3 : 8) } : given; // prettier-ignore
    if (fault === 'spoilt') frame.data[0] ^= 1 << Math.floor(8 * uniform());
    give(sampler.push(frame));
    if (fault === 'repeated') give(sampler.push(frame));
    if (heldBack) give(sampler.push(heldBack));
    heldBack = undefined;
  }
}
give(sampler.end());
samples$.complete();
await bundle.session.release();

const wall = (performance.now() - begin) / 1000;
const { user, system } = process.cpuUsage(cpu);
rss.push(process.memoryUsage.rss() / 1e6);
const hourly = rss.filter((_, quarter) => quarter % 4 === 0);
const settled = rss.slice(Math.min(4, Math.ceil(rss.length / 4))); // by then the code is compiled and the heap has its size
const figures = {
  hours: HOURS,
  seed: Number(values.seed),
  phases: PHASES,
  faults: MANY,
  steps,
  wall,
  cpu: (user + system) / 1e6,
  microsecondsAStep: (1e6 * wall) / steps,
  states: counts.states,
  injected,
  told: { ...Object.fromEntries(sampler.counts.faults), CLOCK_STEP: sampler.counts.clockSteps },
  rss: { hourly, max: Math.max(...rss), last: rss.at(-1), slopePerDay: slope(settled) * 96 },
  hash: hash.digest('hex').slice(0, 16),
};
if (values.json) console.log(JSON.stringify(figures));
else {
  console.log(counts.describe(wall));
  console.log(`${HOURS} h in ${(wall / 60).toFixed(1)} min (${figures.microsecondsAStep.toFixed(1)} µs a step, ${(figures.cpu / 60).toFixed(1)} min of CPU)`); // prettier-ignore
  console.log(`injected: ${JSON.stringify(injected)}; told: ${sampler.counts.describe()}`);
  console.log(`resident at each hour, MB: ${hourly.map((one) => one.toFixed(1)).join(' ')}; at the end ${figures.rss.last.toFixed(1)}${HOURS < 4 ? '' : `, ${figures.rss.slopePerDay.toFixed(2)} MB a day after the first hour`}`); // prettier-ignore
  console.log(`hash of all predictions: ${figures.hash}`);
}
if (HOURS >= 24 && (figures.rss.last > LARGEST || figures.rss.slopePerDay > STEEPEST)) process.exitCode = 1;

/** Least squares, a step. */
function slope(ys) {
  const n = ys.length;
  if (n < 2) return 0;
  const mean = ys.reduce((sum, y) => sum + y, 0) / n;
  let [above, below] = [0, 0];
  ys.forEach((y, x) => {
    above += (x - (n - 1) / 2) * (y - mean);
    below += (x - (n - 1) / 2) ** 2;
  });
  return above / below;
}
