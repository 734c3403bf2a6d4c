import { REASON_GROUPS, type ReasonGroup } from './reason-groups.js';

/** The two forms of the message: one frame of CAN FD, or two classic ones. */
export const OUTPUT_FORMATS = ['fd', 'classic'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Steps that the message has room for. */
export const OUTPUT_STEPS = 5;
/** Raw values that mean "not available". */
export const NO_ANGLE = -0x8000;
export const NO_BYTE = 0xff;
/** deg */
export const ANGLE_STEP = 0.05;
export const HALF_WIDTH_STEP = 0.25;
/** s */
export const AGE_STEP = 0.005;
/** In the order of their codes. */
export const STATE_CODES = ['INIT', 'VALID', 'DEGRADED', 'INVALID'] as const;

/** A signal of the message, Intel: `start` is the bit number of the least significant bit. */
export type OutputSignal = {
  name: string;
  start: number;
  length: number;
  signed?: boolean;
  factor?: number;
  unit?: string;
  /** raw value → text */
  labels?: Record<number, string>;
  comment?: string;
};
export type OutputMessage = { name: string; length: number; signals: OutputSignal[] };

const angle = (step: number, start: number): OutputSignal => ({
  name: `ANGLE_${step}`,
  start,
  length: 16,
  signed: true,
  factor: ANGLE_STEP,
  unit: 'deg',
  labels: { [NO_ANGLE]: 'not available' },
  comment: `Steering-wheel angle ${step} step${step > 1 ? 's' : ''} after the newest sample, left positive.`,
});
const halfWidth = (step: number, start: number): OutputSignal => ({
  name: `HALF_WIDTH_${step}`,
  start,
  length: 8,
  factor: HALF_WIDTH_STEP,
  unit: 'deg',
  labels: { [NO_BYTE]: 'not available' },
  comment: `Half the width of the 80 % interval around ANGLE_${step}, rounded up; ${(NO_BYTE - 1) * HALF_WIDTH_STEP} deg or more is its largest value.`,
});
const state = (start: number): OutputSignal => ({
  name: 'STATE',
  start,
  length: 2,
  labels: { ...STATE_CODES },
  comment: 'INIT and INVALID carry no angles.',
});
const reasons = (start: number): OutputSignal[] =>
  (Object.keys(REASON_GROUPS) as ReasonGroup[]).map((group, bit) => ({
    name: `REASON_${group}`,
    start: start + bit,
    length: 1,
    comment: `Why STATE is not VALID: ${REASON_GROUPS[group]}.`,
  }));
const age = (start: number): OutputSignal => ({
  name: 'AGE',
  start,
  length: 8,
  factor: AGE_STEP,
  unit: 's',
  labels: { [NO_BYTE]: 'not available' },
  comment: `How old the oldest input was when the message was sent; ${(NO_BYTE - 1) * AGE_STEP} s or more is its largest value.`,
});
const counter = (start: number, length: number): OutputSignal => ({ name: 'COUNTER', start, length });
const checksum = (length: number, comment: string): OutputSignal => ({ name: 'CHECKSUM', start: 0, length, comment });

/** 24 bytes, protected by AUTOSAR E2E profile 5. */
const FD_MESSAGE: OutputMessage = {
  name: 'STEERING_PREDICTION',
  length: 24,
  signals: [
    checksum(
      16,
      'AUTOSAR E2E profile 5: CRC-16 of the bytes 2 ... 23 and the data id, which is the CAN id (its low 16 bits).',
    ),
    counter(16, 8),
    state(24),
    ...reasons(26),
    ...[1, 2, 3, 4, 5].map((step) => angle(step, 16 + 16 * step)),
    ...[1, 2, 3, 4, 5].map((step) => halfWidth(step, 104 + 8 * step)),
    age(152),
    {
      name: 'MODEL',
      start: 160,
      length: 32,
      comment: "First four bytes of the model file's SHA-256, the first one lowest.",
    },
  ],
};

const J1850 = 'CRC-8 SAE J1850 of the bytes 1 ... 7.';
/** 8 bytes each, sent one right after the other with the same counter and state. */
const CLASSIC_MESSAGES: OutputMessage[] = [
  {
    name: 'STEERING_PREDICTION_A',
    length: 8,
    signals: [checksum(8, J1850), counter(8, 4), state(12), ...[1, 2, 3].map((step) => angle(step, 16 * step))],
  },
  {
    name: 'STEERING_PREDICTION_B',
    length: 8,
    signals: [
      checksum(8, J1850),
      counter(8, 4),
      state(12),
      ...[4, 5].map((step) => angle(step, 16 * step - 48)),
      age(48),
      ...reasons(56),
    ],
  },
];

/** The messages of a format, in the order of their ids and of sending. */
export const OUTPUT_MESSAGES: Record<OutputFormat, readonly OutputMessage[]> = {
  fd: [FD_MESSAGE],
  classic: CLASSIC_MESSAGES,
};
