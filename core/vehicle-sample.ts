/**
 * One row of a drive, or one row on the grid of the model's step.
 * Left is positive in every signal (ISO 8855: y to the left, z up); what comes in otherwise is flipped at the edge.
 */
export type VehicleSample = {
  /** s, from the frame or the file's `t`; never from the wall clock */
  time: number;
  /** 1/m, of the road or the driven path */
  curvature: number;
  /** m/s */
  vEgo: number;
  /** deg, the steering wheel (hand wheel), not the road wheels */
  steeringAngleDeg: number;
  /** m/s² */
  aLat?: number;
  /** false: the recording says that this row must not be used; it ends a window */
  valid: boolean;
};
