import { describe, expect, it } from 'vitest';
import { profileStations } from '../../road/csv-track.js';
import type { Match } from '../../road/map-matcher.js';
import { MapPreview } from '../../road/map-preview.js';
import { endOf, startOf, type Road, type RoadEnd } from '../../road/road-network.js';
import { toRoadMap, type RoadMap } from '../../road/road-map.js';
import { StepsAhead } from '../../road/steps-ahead.js';
import { makeSample } from '../core/make-samples.js';

/** m, of each road */
const LENGTH = 100;

/** Roads of one curvature (1/m) each. */
function mapOf(curvatures: number[], links: [RoadEnd, RoadEnd][] = []): RoadMap {
  const roads = curvatures.map((curvature, r): Road => {
    const rows = [0, LENGTH].map((s) => [s, curvature, 0] as const);
    return { name: `${r}`, travel: 'both', ...profileStations(rows, 'p') };
  });
  return toRoadMap({ frame: { kind: 'local' }, roads, links, remarks: [] });
}

/** Of a car at 10 m/s on the map's first road, by the map alone. */
function previewAt(map: RoadMap, place: Partial<Match['at']>) {
  const at = { road: 0, direction: 1, s: 50, offset: 0, probability: 1, variance: 1, ...ODOMETRY, ...place } as const;
  const sample = makeSample(0, { vEgo: 10, valid: false });
  const steps = new StepsAhead({ dt: 0.1, horizonSteps: 5 });
  steps.push(sample);
  return new MapPreview(map).from({ at, reasons: [] }, sample, steps);
}
const ODOMETRY = { covariance: 0, scale: 0, scaleVariance: 0 };

describe('MapPreview', () => {
  it.each([
    ['inside a bend to the left', 1, 10, 1 / 90],
    ['outside it', 1, -10, 1 / 110],
    ['outside it, driving the other way', -1, 10, -1 / 110],
    ['inside it, driving the other way', -1, -10, -1 / 90],
  ] as const)('previews the circle that a car drives beside the line of one: %s', (_, direction, offset, expected) => {
    const { curvature } = previewAt(mapOf([1 / 100]), { direction, offset });
    expect(curvature).toHaveLength(5);
    for (const value of curvature!) expect(value).toBeCloseTo(expected, 9);
  });

  it('is unsure of a path where a fork is ahead whose ways are as likely as each other', () => {
    const fork = mapOf(
      [0, 0.01, -0.01],
      [
        [endOf(0), startOf(1)],
        [endOf(0), startOf(2)],
      ],
    );
    expect(previewAt(fork, { s: 90 }).reasons).toEqual(['PREVIEW_MAP']);
    expect(previewAt(fork, { s: 98 }).reasons).toEqual(['PREVIEW_MAP', 'ROAD_UNSURE']);
  });
});
