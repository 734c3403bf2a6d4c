import type { Random } from './random.js';

export type DriverStyle = {
  /** s, how far ahead the lane is aimed at */
  previewTime: number;
  /** share of the correction that would meet the lane there */
  pull: number;
  /** s, from seeing an error to the hands: the delay of MacAdam (Vehicle System Dynamics 40, 2003) */
  reactionTime: number;
  /** m, error at the preview point that is let be */
  tolerance: number;
  /** of a correction, how far it misses what was meant: a share of it, and deg of the hands whatever its size */
  motorNoise: number;
  spillDeg: number;
  /** s, over which the road ahead is averaged */
  smoothing: number;
  /** s, by which the car's answer is misjudged */
  leadError: number;
  /** factor by which the wheel is turned into a bend */
  gainError: number;
  /** of the angle in a bend, its slow unsteadiness */
  effortNoise: number;
  /** m, standard deviation of the position aimed at in the lane */
  laneWander: number;
  /** deg, hands and road surface, some hertz */
  tremorDeg: number;
};

export function drawDriverStyle(random: Random): DriverStyle {
  return {
    previewTime: random.between(1.6, 2),
    pull: random.between(0.65, 0.85),
    reactionTime: random.between(0.15, 0.25),
    tolerance: random.logBetween(0.06, 0.2),
    motorNoise: random.between(0.1, 0.3),
    spillDeg: random.logBetween(0.4, 1.2),
    smoothing: random.between(0.3, 0.7),
    leadError: random.between(-0.05, 0.05),
    gainError: random.between(0.97, 1.03),
    effortNoise: random.between(0.01, 0.04),
    laneWander: random.between(0.05, 0.15),
    tremorDeg: random.logBetween(0.03, 0.1),
  };
}
