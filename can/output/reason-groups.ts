import type { Reason } from '../../core/prediction.js';

/** What kind of reason: one bit each in the message, in this order from the lowest. */
export const REASON_GROUPS = {
  START: 'the window is filling, after the start, a gap or a step of the clock, or the predictor was stopped',
  SIGNAL: 'a signal is missing, late or declared not valid',
  FRAME: 'frames are damaged, out of order or missing, or the bus has errors',
  VALUE: 'a value is not believable, or outside what the model has seen',
  ROAD: 'the road ahead is not known, or the car is too slow or reversing',
  MODEL: 'the model failed, or all has not been well for five steps yet',
} as const;
export type ReasonGroup = keyof typeof REASON_GROUPS;

const GROUP_OF: Record<Reason, ReasonGroup | undefined> = {
  WINDOW_FILLING: 'START',
  GAP: 'START',
  CLOCK_STEP: 'START',
  STOPPED: 'START',
  SIGNAL_AWAITED: 'SIGNAL',
  SIGNAL_LATE: 'SIGNAL',
  SIGNAL_LOST: 'SIGNAL',
  SIGNAL_UNAVAILABLE: 'SIGNAL',
  CHECKSUM: 'FRAME',
  COUNTER: 'FRAME',
  SHORT_FRAME: 'FRAME',
  OUT_OF_ORDER: 'FRAME',
  DUPLICATE: 'FRAME',
  BUS_DOWN: 'FRAME',
  BUS_ERRORS: 'FRAME',
  SAMPLE_INVALID: 'VALUE',
  RANGE: 'VALUE',
  RATE: 'VALUE',
  OUT_OF_RANGE: 'VALUE',
  OUT_OF_DISTRIBUTION: 'VALUE',
  RESPONSE_RESET: 'VALUE',
  LOW_SPEED: 'ROAD',
  REVERSE: 'ROAD',
  NO_PREVIEW: 'ROAD',
  PREVIEW_HELD: 'ROAD',
  PREVIEW_MAP: undefined, // says where the curvature ahead is from: nothing is wrong
  PREVIEW_LANE: 'ROAD',
  OFF_MAP: 'ROAD',
  ROAD_UNSURE: 'ROAD',
  POSITION_STALE: 'ROAD',
  POSITION_JUMP: 'ROAD',
  U_TURN: 'ROAD',
  MODEL_FAULT: 'MODEL',
  RECOVERING: 'MODEL',
};

/** Whether a reason of the group is among these. */
export function hasGroup(reasons: readonly Reason[], group: ReasonGroup): boolean {
  for (let r = 0; r < reasons.length; r++) if (GROUP_OF[reasons[r]!] === group) return true;
  return false;
}
