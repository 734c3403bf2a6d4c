/** What a prediction is worth. INIT and INVALID carry no angles. */
export type State = 'INIT' | 'VALID' | 'DEGRADED' | 'INVALID';

/** Why a state is not VALID, worst consequence beside it. */
export const REASON_STATES = {
  /** fewer good samples since the start or the last restart than the window holds */
  WINDOW_FILLING: 'INIT',
  /** the sample did not follow the one before it; the window restarted */
  GAP: 'INIT',
  /** the recording or the bus says that the sample must not be used, or a value of it is no number or no road vehicle's */
  SAMPLE_INVALID: 'INVALID',
  /** a signal has not come since listening began */
  SIGNAL_AWAITED: 'INIT',
  /** a signal's last good value is older than its message's period allows (2.5 periods) */
  SIGNAL_LATE: 'DEGRADED',
  /** no good value for so long (5 periods) that the last one means nothing */
  SIGNAL_LOST: 'INVALID',
  /** frames with a wrong checksum, not taken */
  CHECKSUM: 'DEGRADED',
  /** a message's counter stayed (not taken), or skipped: frames are missing */
  COUNTER: 'DEGRADED',
  /** frames with fewer bytes than their message, not taken */
  SHORT_FRAME: 'DEGRADED',
  /** a value that is no number or outside the vehicle profile's range, not taken */
  RANGE: 'DEGRADED',
  /** a value that changed faster than the vehicle profile allows, not taken */
  RATE: 'DEGRADED',
  /** the vehicle itself said that a value is not valid; not taken */
  SIGNAL_UNAVAILABLE: 'DEGRADED',
  /** frames that came after younger ones of their message, or after their step was closed; not taken */
  OUT_OF_ORDER: 'DEGRADED',
  /** a frame that came twice, with the same stamp and bytes; taken once */
  DUPLICATE: 'VALID',
  /** the frames' clock was set, or stood: the window restarted */
  CLOCK_STEP: 'INIT',
  /** the interface is missing, down or off the bus: no frame comes, and what is known ages */
  BUS_DOWN: 'DEGRADED',
  /** the CAN controller sees too many errors (error passive) */
  BUS_ERRORS: 'DEGRADED',
  /** below the speed at which the curvature of the path can be told */
  LOW_SPEED: 'INVALID',
  /** driving backwards */
  REVERSE: 'INVALID',
  /** the curvature of the next steps is not known */
  NO_PREVIEW: 'INVALID',
  /** the present curvature is held for the next steps */
  PREVIEW_HELD: 'DEGRADED',
  /** the curvature ahead is the map's */
  PREVIEW_MAP: 'VALID',
  /** the curvature ahead is that of the lane ahead as a camera sees it */
  PREVIEW_LANE: 'DEGRADED',
  /** no road of the map is where the vehicle is */
  OFF_MAP: 'DEGRADED',
  /** two roads of the map, or two ways at a fork ahead, are about as likely */
  ROAD_UNSURE: 'DEGRADED',
  /** no new position for 1.5 s; speed and yaw rate carry it on */
  POSITION_STALE: 'DEGRADED',
  /** the position could not have been reached from the one before; not taken */
  POSITION_JUMP: 'DEGRADED',
  /** the vehicle turned round on its road */
  U_TURN: 'DEGRADED',
  /** a feature lies outside what training saw (the card's ranges) */
  OUT_OF_RANGE: 'DEGRADED',
  /** the features together lie farther from training than all but a thousandth of its own (the card's novelty) */
  OUT_OF_DISTRIBUTION: 'DEGRADED',
  /** what the steering did per curvature within the last 5 s was no car's, and is learned anew */
  RESPONSE_RESET: 'DEGRADED',
  /** the model failed, or answered with a value that is no number or no steering wheel's */
  MODEL_FAULT: 'INVALID',
  /** the predictor was stopped: the last message that it sends, in no record */
  STOPPED: 'INVALID',
  /** all is well again, but not yet for five steps */
  RECOVERING: 'VALID',
} as const satisfies Record<string, State>;
export type Reason = keyof typeof REASON_STATES;

/** How well predictors have done of late, from the truths that came as the car drove. */
export type LiveErrors = {
  /** samples that were the truth of a whole prediction's last step, since the start */
  truths: number;
  /**
   * deg, mean absolute error at each step ahead over about the last half minute, by predictor: `model` is what is
   * published; beside it stand the bare `network`, `persistence`, `linear`, and what else the model listens to,
   * all as a coarse sensor would show them where the car has one.
   */
  mae: Readonly<Record<string, readonly number[]>>;
  /** share of the truths inside the 80 % interval at each step ahead, over the same time */
  coverage?: readonly number[];
};

/** Its numbers are written again at the next one of its grid: whoever keeps a prediction longer takes `keptPrediction`. */
export type Prediction = {
  /** s, of the newest sample in the window */
  time: number;
  state: State;
  reasons: readonly Reason[];
  /** s, of the oldest value in the newest sample, at `time`; absent where the drive does not tell */
  inputAge?: number;
  /** deg, left positive, steering wheel at time + k·dt for k = 1 … horizonSteps; absent in INIT and INVALID */
  steeringAngleDeg?: ArrayLike<number>;
  /** deg, bounds of the 80 % interval around each angle, where the model has one */
  lower?: ArrayLike<number>;
  upper?: ArrayLike<number>;
  /** once a second of driving */
  errors?: LiveErrors;
};

/** The prediction with numbers of its own. */
export function keptPrediction(prediction: Prediction): Prediction {
  const { steeringAngleDeg, lower, upper, errors } = prediction;
  return {
    ...prediction,
    ...(steeringAngleDeg && { steeringAngleDeg: Array.from(steeringAngleDeg) }),
    ...(lower && upper && { lower: Array.from(lower), upper: Array.from(upper) }),
    ...(errors && { errors: structuredClone(errors) }),
  };
}
