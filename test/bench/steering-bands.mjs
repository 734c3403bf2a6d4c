// How restless steering and path are, by frequency: real drives beside the generator's.
// node test/bench/steering-bands.mjs [DRIVE|FOLDER…]     (after `npm run setup`; default: the real drives, and a fleet)
// RMS of the lateral acceleration v²κ and of the hand wheel in bands (Butterworth, second order, both ways); of either
// signal what a fit to 17 samples of the other leaves, in degrees of the hand wheel, and that rest in bands; valid runs of
// 20 s and more above 15 m/s, at 10 Hz.
import { basename, join } from 'node:path';
import { ForgettingLeastSquares } from '../../dist/core/forgetting-least-squares.js';
import { driveSamples } from '../../dist/drives/drive-samples.js';
import { listDrives } from '../../dist/drives/list-drives.js';
import { readDrive } from '../../dist/drives/read-drive.js';
import { simulateFleet } from '../../dist/drives/synthetic/simulate-fleet.js';

const DT = 0.1;
/** Hz */
const BANDS = [
  [0.15, 0.4],
  [0.4, 1],
  [1, 3],
];
const SLOWEST = 15;
const SHORTEST = 200;
const SIDE = 8;
/** s²/m², a usual car's understeer */
const UNDERSTEER = 8e-4;

/** Second-order Butterworth, bilinear, with prewarping; forwards and backwards, each from where the signal begins. */
function filtered(values, frequency, kind) {
  const w = Math.tan(Math.PI * frequency * DT);
  const norm = 1 / (1 + Math.SQRT2 * w + w * w);
  const b = kind === 'low' ? [w * w * norm, 2 * w * w * norm] : [norm, -2 * norm];
  const a = [2 * (w * w - 1) * norm, (1 - Math.SQRT2 * w + w * w) * norm];
  const once = (x) => {
    const start = x[0];
    let [x1, x2] = [start, start];
    let [y1, y2] = kind === 'low' ? [start, start] : [0, 0];
    return x.map((value) => {
      const y = b[0] * (value + x2) + b[1] * x1 - a[0] * y1 - a[1] * y2;
      [x2, x1, y2, y1] = [x1, value, y1, y];
      return y;
    });
  };
  return once(once(values).reverse()).reverse();
}
const band = (values, [low, high]) => filtered(filtered(values, low, 'high'), high, 'low');
const rms = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

/** Runs of samples without a break. */
function runsOf(samples) {
  const runs = [[]];
  for (const sample of samples) {
    if (sample.valid && sample.vEgo > SLOWEST) runs.at(-1).push(sample);
    else if (runs.at(-1).length > 0) runs.push([]);
  }
  return runs.filter(({ length }) => length >= SHORTEST);
}

/** What the values of `of` around each sample leave of `target`. */
function rest(target, of, scale) {
  const inputs = 2 * SIDE + 2;
  const precision = Array.from({ length: inputs ** 2 }, (_, i) => (i % (inputs + 1) === 0 ? 1e-6 : 0));
  const fit = new ForgettingLeastSquares({ weights: [Array(inputs).fill(0)], precision }, { forgetting: 1 });
  const rows = [];
  for (let i = SIDE; i + SIDE < of.length; i++) {
    rows.push(Float64Array.from([...of.slice(i - SIDE, i + SIDE + 1).map((value) => value / scale), 1]));
    fit.update(rows.at(-1), Float64Array.of(target[i]), 1);
  }
  const answer = new Float64Array(1);
  return rows.map((row, k) => {
    fit.predict(row, answer);
    return target[k + SIDE] - answer[0];
  });
}

function describe(name, drives) {
  const runs = drives.flatMap(runsOf);
  if (runs.length === 0) return;
  const wheel = runs.map((run) => run.map(({ steeringAngleDeg }) => steeringAngleDeg));
  const side = runs.map((run) => run.map(({ vEgo, curvature }) => vEgo ** 2 * curvature));
  // the curvature as degrees of the wheel: by the slope of the wheel over what the steady state asks for
  const asked = runs.map((run, r) => {
    const path = run.map(({ vEgo, curvature }) => (1 + UNDERSTEER * vEgo ** 2) * curvature);
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [mp, mw] = [mean(path), mean(wheel[r])];
    const slope =
      path.reduce((sum, p, i) => sum + (p - mp) * (wheel[r][i] - mw), 0) /
      path.reduce((sum, p) => sum + (p - mp) ** 2, 0);
    return path.map((p) => slope * p);
  });
  const unseen = runs.map((_, r) => rest(wheel[r], asked[r], 1));
  const unsteered = runs.map((_, r) => rest(asked[r], wheel[r], 1));
  const cells = (all, digits) =>
    BANDS.map((one) =>
      rms(all.flatMap((values) => band(values, one)))
        .toFixed(digits)
        .padStart(7),
    ).join('');
  const all = (values, digits) => rms(values.flat()).toFixed(digits).padStart(7);
  const seconds = Math.round(runs.flat().length * DT);
  console.log(
    `${name.padEnd(22)}${String(seconds).padStart(5)}  ${cells(side, 3)}  ${cells(wheel, 2)}  ${all(unseen, 2)}${cells(unseen, 2)}  ${all(unsteered, 2)}${cells(unsteered, 2)}`,
  );
}

const read = async (paths) =>
  Promise.all((await listDrives(paths)).map(async (one) => [...driveSamples(await readDrive(one, { rowDt: DT }), DT)]));
const shared = process.env.STEERCAST_DRIVES ?? join(import.meta.dirname, '../../../shared/drives');
const given = process.argv.slice(2);
const heads = ['v²κ, m/s²', 'wheel, deg', 'wheel | curvature, deg', 'curvature | wheel, deg'];
console.log(
  `drives, s; in ${BANDS.map((one) => one.join('–')).join(', ')} Hz: ${heads.join(' · ')} (both in all, too)`,
);
for (const path of given) describe(basename(path), await read([path]));
if (given.length === 0) {
  for (const [name, path] of [
    ['Lincoln', 'lincoln_mkz'],
    ['Silverado', 'silverado'],
    ['Subaru', 'subaru_wrx_sti/derived_50hz.csv'],
  ])
    describe(name, await read([join(shared, path)]));
  const fleet = simulateFleet({ seed: 7, vehicles: 14, minutes: 4 });
  for (const kind of ['country', 'motorway'])
    describe(
      `generator, ${kind}`,
      fleet.filter(({ name }) => name.includes(kind)).map(({ rows }) => [...driveSamples({ rows }, DT)]),
    );
}
