// A map of 200,000 segments: build, load, match, preview. Figures in ms and µs, the answers checked in the same run.
// Needs dist/ (npm run build). node test/bench/road.mjs
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networkOfWays } from '../../dist/road/geographic-ways.js';
import { readMap, writeMap } from '../../dist/road/map-file.js';
import { toGeographic, frameAt } from '../../dist/road/map-frame.js';
import { MapMatcher } from '../../dist/road/map-matcher.js';
import { readOpenDrive } from '../../dist/road/opendrive.js';
import { curvatureAt, pointAt } from '../../dist/road/place.js';
import { MapPreview } from '../../dist/road/map-preview.js';
import { toRoadMap } from '../../dist/road/road-map.js';
import { parseXml } from '../../dist/road/xml.js';
import { StepsAhead } from '../../dist/road/steps-ahead.js';

const RADIUS = 150; // m, of the arcs that the ways are made of
const STEP = 10; // m from point to point
const FRAME = frameAt(48, 11);

/** A town of winding ways, 300 m apart, each sharing points with the one before. */
function makeWays(count, points) {
  return Array.from({ length: count }, (_, w) => {
    const places = Array.from({ length: points }, (_, p) => {
      const s = p * STEP;
      const x = (w % 20) * 6000 + s;
      const y = Math.floor(w / 20) * 300 + 60 * Math.sin(s / RADIUS);
      const { latitude, longitude } = toGeographic(FRAME, x, y);
      return { latitude, longitude };
    });
    return { name: `way ${w}`, travel: 'both', places };
  });
}

/** An OpenDRIVE file of 600 roads, each of 20 S of 30 m, written as polynomials. */
function makePolynomials() {
  const shape = '<paramPoly3 pRange="normalized" aU="0" bU="30" cU="0" dU="0" aV="0" bV="0" cV="3" dV="-2"/>';
  const geometry = (_, g) => `<geometry s="${30 * g}" x="${30 * g}" y="${g}" hdg="0" length="30">${shape}</geometry>`;
  const plan = Array.from({ length: 20 }, geometry).join('');
  const roads = Array.from({ length: 600 }, (_, r) => `<road id="${r}"><planView>${plan}</planView></road>`);
  return `<OpenDRIVE>${roads.join('')}</OpenDRIVE>`;
}

const at = (values, share) => values.sort((a, b) => a - b)[Math.floor(share * values.length)];
const median = (values) => at(values, 0.5);
const folder = await mkdtemp(join(tmpdir(), 'steercast-road-'));
const path = join(folder, 'bench.map');
try {
  const ways = makeWays(200, 500);
  let start = performance.now();
  const built = toRoadMap(networkOfWays(ways, { path: 'bench', kind: 'drawn', frame: FRAME }));
  const build = performance.now() - start;
  await writeMap(path, built);
  const loads = [];
  for (let i = 0; i < 9; i++) {
    start = performance.now();
    await readMap(path);
    loads.push(performance.now() - start);
  }
  const text = makePolynomials();
  start = performance.now();
  const town = toRoadMap(readOpenDrive(parseXml(text, 'bench'), 'bench'));
  const polynomials = performance.now() - start;
  const map = await readMap(path);
  const [matches, previews] = [[], []];
  let wrong = 0;
  for (let road = 0; road < map.names.length; road += 5) {
    const matcher = new MapMatcher(map);
    const preview = new MapPreview(map);
    const steps = new StepsAhead({ dt: 0.1, horizonSteps: 5 });
    for (let step = 0; step < 500; step++) {
      const place = { road, direction: 1, s: 3 * step + 10 };
      const { x, y } = pointAt(map, place);
      const { latitude, longitude } = toGeographic(map.frame, x + Math.sin(step), y + Math.cos(step));
      const sample = {
        time: step / 10,
        curvature: curvatureAt(map, place),
        vEgo: 30,
        steeringAngleDeg: 0,
        valid: true,
        latitude,
        longitude,
      };
      let begin = process.hrtime.bigint();
      const match = matcher.push(sample);
      matches.push(Number(process.hrtime.bigint() - begin) / 1000);
      const { at } = match;
      if (!at) {
        wrong++;
        continue;
      }
      if (step > 30 && (at.road !== road || Math.abs(at.s - place.s) > 5)) wrong++;
      begin = process.hrtime.bigint();
      steps.push(sample);
      const { curvature } = preview.from(match, sample, steps);
      previews.push(Number(process.hrtime.bigint() - begin) / 1000);
      if (!curvature?.every((value) => Math.abs(value) < 0.02)) wrong++;
    }
  }
  const segments = map.s.length - map.names.length;
  console.log(`${segments} segments, ${map.names.length} roads, ${map.links.length / 2} links`);
  console.log(`build ${build.toFixed(0)} ms, load ${median(loads).toFixed(1)} ms`);
  const shapes = `${town.s.length - town.names.length} segments of 12000 polynomials in OpenDRIVE`;
  console.log(`${shapes}: build ${polynomials.toFixed(0)} ms`);
  const told = (times) => `${median(times).toFixed(2)} µs (one in ten in ${at(times, 0.1).toFixed(2)})`;
  console.log(`match ${told(matches)}, preview of five steps ${told(previews)}; medians of ${matches.length}`);
  console.log(`wrong: ${wrong} of ${matches.length}`);
  if (wrong > matches.length / 100) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
}
