/**
 * The predictors that a model has to beat. Each gives steering-wheel angles (deg, left positive) at step k = 1 … n
 * from now; the first two from the last angles alone.
 */

/** The angle stays. */
export function persistence(lastDeg: number, horizonSteps: number): number[] {
  const angles = new Array<number>(horizonSteps);
  for (let k = 0; k < horizonSteps; k++) angles[k] = lastDeg;
  return angles;
}

/** The angle goes on changing as in the last step. */
export function linearExtrapolation(beforeLastDeg: number, lastDeg: number, horizonSteps: number): number[] {
  const angles = new Array<number>(horizonSteps);
  for (let k = 0; k < horizonSteps; k++) angles[k] = extrapolated(beforeLastDeg, lastDeg, k);
  return angles;
}

/** At the step k = 0, 1, … ahead. */
export const extrapolated = (beforeLastDeg: number, lastDeg: number, k: number): number =>
  lastDeg + (k + 1) * (lastDeg - beforeLastDeg);

/**
 * Steady-state cornering of the single-track (bicycle) model: angle = gain·κ + understeer·v²·κ + offset, with gain =
 * steering ratio × wheelbase and understeer = ratio × gradient, both × 180/π (Rajamani, Vehicle Dynamics and Control,
 * 2nd ed., section 3.3). Units: deg·m, deg·s²/m, deg.
 */
export type SteadyState = { gain: number; understeer: number; offset: number };

/** deg, left positive; curvature in 1/m, speed in m/s */
export function steadyStateAngle({ gain, understeer, offset }: SteadyState, curvature: number, vEgo: number): number {
  return (gain + understeer * vEgo * vEgo) * curvature + offset;
}

/** 1/m, m/s, deg */
type Observation = { curvature: number; vEgo: number; steeringAngleDeg: number };

/**
 * Least squares over the observations. A weak pull to zero keeps it finite where the data can't tell (a straight
 * road, one speed).
 */
export function fitSteadyState(observations: Iterable<Observation>): SteadyState {
  // Columns scaled to the size of a usual bend, so that one ridge fits all three.
  const scale = [100, 0.1, 1] as const;
  const ridge = 1e-6;
  const normal = Array.from({ length: 3 }, () => [0, 0, 0, 0]);
  let count = 0;
  for (const { curvature, vEgo, steeringAngleDeg } of observations) {
    const row = [curvature * scale[0], vEgo * vEgo * curvature * scale[1], scale[2], steeringAngleDeg];
    for (let r = 0; r < 3; r++) for (let c = 0; c < 4; c++) normal[r]![c]! += row[r]! * row[c]!;
    count++;
  }
  for (let r = 0; r < 3; r++) normal[r]![r]! += ridge * Math.max(1, count);
  const [gain, understeer, offset] = solve3(normal) as [number, number, number];
  return { gain: gain * scale[0], understeer: understeer * scale[1], offset: offset * scale[2] };
}

/** Gauss elimination of a symmetric positive definite 3×4 system. */
function solve3(system: number[][]): number[] {
  for (let p = 0; p < 3; p++) {
    for (let r = 0; r < 3; r++) {
      if (r === p) continue;
      const factor = system[r]![p]! / system[p]![p]!;
      for (let c = p; c < 4; c++) system[r]![c]! -= factor * system[p]![c]!;
    }
  }
  return system.map((row, r) => row[3]! / row[r]!);
}
