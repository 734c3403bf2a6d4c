import type { ScoredStep } from './metrics.js';

/** m/s and 1/m (either sign): town, country road, motorway; straight, bend, corner, junction. */
const SPEED_EDGES = [0, 8, 16, 25, Infinity];
const CURVATURE_EDGES = [0, 0.001, 0.005, 0.02, Infinity];

/** Windows of one kind of driving. */
export type Slice<T> = { name: string; steps: T[] };

/** Windows by speed × curvature at their newest sample, in that order; kinds that no window is of are left out. */
export function slices<T extends ScoredStep>(steps: readonly T[]): Slice<T>[] {
  const bins = new Map<string, T[]>();
  for (const [v, speed] of ranges(SPEED_EDGES, 1, 'm/s').entries()) {
    for (const [c, curvature] of ranges(CURVATURE_EDGES, 1000, '10⁻³ 1/m').entries()) {
      const isInside = (step: T) =>
        isWithin(SPEED_EDGES, v, Math.abs(step.vEgo)) && isWithin(CURVATURE_EDGES, c, Math.abs(step.curvature));
      bins.set(`${speed}, ${curvature}`, steps.filter(isInside));
    }
  }
  return [...bins].filter(([, inside]) => inside.length > 0).map(([name, inside]) => ({ name, steps: inside }));
}

const isWithin = (edges: readonly number[], bin: number, value: number) =>
  value >= edges[bin]! && value < edges[bin + 1]!;

function ranges(edges: readonly number[], scale: number, unit: string): string[] {
  const text = (edge: number) => String(Number((edge * scale).toPrecision(3)));
  return edges
    .slice(0, -1)
    .map((from, e) =>
      edges[e + 1] === Infinity ? `≥ ${text(from)} ${unit}` : `${text(from)}–${text(edges[e + 1]!)} ${unit}`,
    );
}
