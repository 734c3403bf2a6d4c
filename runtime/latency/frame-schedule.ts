import { protect } from '../../can/e2e/e2e.js';
import { j1850Checksum } from '../../can/e2e/one-byte.js';
import type { CanFrame } from '../../can/frame.js';
import { newFrame } from '../../can/log/new-frame.js';
import { MessageEncoder } from '../../can/message-encoder.js';
import type { Vehicle } from '../../can/vehicle/vehicle-bus.js';

/** What comes on the bus and when: event k at `dueOf(k)` ms after the start, in order; none after an undefined one. */
export type FrameSchedule = {
  dueOf(event: number): number | undefined;
  /** frames an event, the same at each call; stamps in µs after the start. The objects are used again. */
  framesOf(event: number): readonly CanFrame[];
  isEndless: boolean;
};

/** The bus that a made-up frame comes on. */
export const BUS = 'latency';
/** s, after which the drive begins again */
const PERIOD = 64;
/** µs from the grid time to the first frame, which closes it, and from frame to frame */
const SPACING = 100;
const turn = (time: number, times: number) => Math.sin((2 * Math.PI * times * time) / PERIOD);

/** The messages of the profile `synthetic`, in the order in which they come, and what they say at `time` (s). */
const MESSAGES: Record<string, (time: number) => Record<string, number>> = {
  STEERING: (time) => ({ STEERING_ANGLE: 2400 * curvatureAt(time - 0.1) * (1 + 8e-4 * speedAt(time) ** 2) }),
  SPEED: (time) => ({ VEHICLE_SPEED: speedAt(time) }),
  PATH: (time) => ({ CURVATURE: curvatureAt(time), LATERAL_ACCELERATION: curvatureAt(time) * speedAt(time) ** 2 }),
};
const speedAt = (time: number) => 18 + 4 * turn(time, 1);
const curvatureAt = (time: number) => 0.006 * turn(time, 3) + 0.002 * turn(time, 11);

/**
 * A drive of the profile `synthetic`, all messages at each step of `rate` Hz: made before it begins, which takes a tenth of
 * a second and more, or event by event as it is first asked for.
 */
export function syntheticSchedule({ dbc }: Vehicle, rate: number, { asAsked = false } = {}): FrameSchedule {
  const rows = PERIOD * rate; // a multiple of 16, so that the counters go round too
  const checksum = j1850Checksum();
  const senders = Object.entries(MESSAGES).map(([name, valuesAt]) => {
    const message = dbc.messages.find((one) => one.name === name)!; // the profile has been checked against its DBC
    const encoder = new MessageEncoder(message, [...Object.keys(valuesAt(0)), 'COUNTER']);
    const make = (row: number) => {
      const encoded = encoder.encode([...Object.values(valuesAt(row / rate)), row % 16]);
      if ('misfit' in encoded) throw new RangeError(`expected a ${encoded.misfit} that ${name} can hold`);
      protect(checksum, message.id, encoded.data);
      return asReceived(encoded.data);
    };
    const payloads = Array.from({ length: rows }, (_, row) => (asAsked ? undefined : make(row)));
    return { make, payloads, frame: plainFrame(message.id) };
  });
  const frames = senders.map(({ frame }) => frame);
  return {
    dueOf: (event) => (1000 * event) / rate + SPACING / 1000,
    framesOf(event) {
      for (let s = 0; s < senders.length; s++) {
        const { make, payloads, frame } = senders[s]!;
        frame.data = payloads[event % rows] ??= make(event % rows);
        frame.timestampUs = Math.round((event * 1e6) / rate) + (s + 1) * SPACING;
      }
      return frames;
    },
    isEndless: true,
  };
}

/** Frames of a recorded log, one by one, as they came and on the interfaces that they came on. */
export function logSchedule(frames: readonly CanFrame[]): FrameSchedule {
  const first = frames[0]?.timestampUs ?? 0;
  const offsets = frames.map(({ timestampUs }) => timestampUs - first);
  return {
    dueOf: (event) => (offsets[event] === undefined ? undefined : offsets[event] / 1000),
    framesOf(event) {
      const frame = frames[event]!;
      return [{ ...frame, data: asReceived(frame.data), timestampUs: offsets[event]! }];
    },
    isEndless: false,
  };
}

/**
 * As a native addon makes a Buffer: bytes that get the prototype afterwards. V8's code for those is not that for Buffers
 * made by `Buffer.from`, nor that for other bytes, and what is rehearsed and measured is to be what comes from the bus.
 */
function asReceived(data: Uint8Array): Uint8Array {
  const prototype = Buffer.prototype as object; // as: it is any
  return Object.setPrototypeOf(new Uint8Array(data), prototype) as Uint8Array; // as: it returns any
}

/** A classic data frame without bytes. */
export function plainFrame(id: number, extended = false): CanFrame {
  const frame = newFrame(0, BUS);
  frame.id = id;
  frame.extended = extended;
  frame.data = asReceived(new Uint8Array(8));
  return frame;
}
