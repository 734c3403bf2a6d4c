/** What a prediction is worth. INIT and INVALID carry no angles. */
export type State = 'INIT' | 'VALID' | 'DEGRADED' | 'INVALID';

/** Why a state is not VALID, worst consequence beside it. */
export const REASON_STATES = {
  /** fewer good samples since the start or the last restart than the window holds */
  WINDOW_FILLING: 'INIT',
  /** the sample did not follow the one before it; the window restarted */
  GAP: 'INIT',
  /** the recording or the bus says that the sample must not be used, or a value of it is not a finite number */
  SAMPLE_INVALID: 'INVALID',
  /** the curvature of the next steps is not known */
  NO_PREVIEW: 'INVALID',
  /** the present curvature is held for the next steps */
  PREVIEW_HELD: 'DEGRADED',
  /** a feature lies outside what training saw (the card's ranges) */
  OUT_OF_RANGE: 'DEGRADED',
  /** the model answered with a value that is not a finite number, or failed */
  MODEL_FAULT: 'INVALID',
  /** all is well again, but not yet for five steps */
  RECOVERING: 'VALID',
} as const satisfies Record<string, State>;
export type Reason = keyof typeof REASON_STATES;

export type Prediction = {
  /** s, of the newest sample in the window */
  time: number;
  state: State;
  reasons: readonly Reason[];
  /** deg, left positive, steering wheel at time + k·dt for k = 1 … horizonSteps; absent in INIT and INVALID */
  steeringAngleDeg?: ArrayLike<number>;
};
