import { ROAD_SOURCES, type RoadSourceName } from '../../core/curvature-preview.js';
import type { ScoredStep } from '../metrics.js';

/** Shares of the scored steps whose curvature ahead came from each source. */
export type PreviewShares = Record<RoadSourceName, number>;

/** null where it is the recorded one, or there is no step. */
export function previewShares(steps: readonly Pick<ScoredStep, 'preview'>[]): PreviewShares | null {
  if (!steps.some(({ preview }) => preview !== undefined)) return null;
  const share = (name: RoadSourceName) => steps.filter(({ preview }) => preview === name).length / steps.length;
  return { map: share('map'), lane: share('lane'), hold: share('hold') };
}

/** The share of the steps that a source must have served for their figures to say something of it. */
export const ENOUGH = 0.5;

/** `from the map at 0.6 % of the steps, held at 99.4 %` */
export function tellPreview(shares: PreviewShares): string {
  const parts = ROAD_SOURCES.filter((name) => shares[name] > 0).map((name) => {
    return `${WORDS[name]} at ${(100 * shares[name]).toFixed(1)} %`;
  });
  return parts.join(', ').replace('%', '% of the steps');
}

const WORDS: Record<RoadSourceName, string> = {
  map: 'from the map',
  lane: 'from the lane that the camera sees',
  hold: 'held',
};
