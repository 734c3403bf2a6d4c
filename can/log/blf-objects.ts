import { lengthOfDlc } from '../fd-length.js';
import type { CanFrame } from '../frame.js';
import { CAN_EXTENDED_FLAG, CAN_ID_MASK, CAN_MAX_LENGTH, CANFD_MAX_LENGTH } from '../linux-can.js';
import { newFrame } from './new-frame.js';
import { NumberedChannels } from './numbered-channels.js';

/** Types of Vector's binary logging objects (BL_OBJ_TYPE_…). */
export const LOG_CONTAINER = 10;
const [CAN_MESSAGE, CAN_ERROR, CAN_ERROR_EXT, CAN_MESSAGE2, CAN_FD_MESSAGE, CAN_FD_MESSAGE_64] = [
  1, 2, 73, 86, 100, 101,
];
/** What of each type is needed at least, in bytes behind its header. */
const SIZES: Readonly<Record<number, number>> = {
  [CAN_MESSAGE]: 16,
  [CAN_ERROR]: 2,
  [CAN_ERROR_EXT]: 2,
  [CAN_MESSAGE2]: 16,
  [CAN_FD_MESSAGE]: 20,
  [CAN_FD_MESSAGE_64]: 40,
};
/** Flags of a classic message. */
const [TX, REMOTE] = [0x01, 0x80];
/** Flags of CAN_FD_MESSAGE. */
const [FD_EDL, FD_BRS, FD_ESI] = [0x1, 0x2, 0x4];
/** Flags of CAN_FD_MESSAGE_64. */
const [FD64_REMOTE, FD64_EDL, FD64_BRS, FD64_ESI] = [0x10, 0x1000, 0x2000, 0x4000];

const channels = new NumberedChannels();

/** An object's bytes behind its header: begin … end − 1. */
export type BlfBody = { bytes: Buffer; begin: number; end: number };

/** The frame of an object; null of an object that is none, undefined where it is not whole. */
export function blfFrame(type: number, body: BlfBody, timestampUs: number): CanFrame | null | undefined {
  const size = SIZES[type];
  if (size === undefined) return null;
  const { bytes, begin, end } = body;
  if (end - begin < size) return undefined;
  const channel = type === CAN_FD_MESSAGE_64 ? bytes[begin]! : bytes.readUInt16LE(begin);
  const frame = newFrame(timestampUs, channels.name(channel) ?? `can${channel}`);
  if (type === CAN_ERROR || type === CAN_ERROR_EXT) {
    frame.error = true;
    return frame;
  }
  const id = bytes.readUInt32LE(begin + 4);
  frame.id = id & CAN_ID_MASK;
  frame.extended = (id & CAN_EXTENDED_FLAG) !== 0;
  if (type === CAN_FD_MESSAGE) return fdFrame(frame, body);
  return type === CAN_FD_MESSAGE_64 ? fd64Frame(frame, body) : classicFrame(frame, body);
}

/** channel (2 bytes), flags, DLC, id (4), data (8) */
function classicFrame(frame: CanFrame, body: BlfBody): CanFrame | undefined {
  const { bytes, begin } = body;
  sent(frame, bytes[begin + 2]!);
  return withData(frame, body, 8, Math.min(bytes[begin + 3]!, CAN_MAX_LENGTH));
}

/** channel (2), flags, DLC, id (4), length in ns (4), bits, FD flags, valid bytes, reserved (5), data (up to 64) */
function fdFrame(frame: CanFrame, body: BlfBody): CanFrame | undefined {
  const { bytes, begin } = body;
  const flags = bytes[begin + 13]!;
  frame.fd = (flags & FD_EDL) !== 0;
  frame.brs = frame.fd && (flags & FD_BRS) !== 0;
  frame.esi = frame.fd && (flags & FD_ESI) !== 0;
  sent(frame, bytes[begin + 2]!);
  return withData(frame, body, 20, Math.min(bytes[begin + 14]!, lengthOfDlc(bytes[begin + 3]!) || 0));
}

/** channel, DLC, valid bytes, sent how often, id (4), length in ns (4), flags (4), …, direction (at 34), …, data (at 40) */
function fd64Frame(frame: CanFrame, body: BlfBody): CanFrame | undefined {
  const { bytes, begin } = body;
  const flags = bytes.readUInt32LE(begin + 12);
  frame.fd = (flags & FD64_EDL) !== 0;
  frame.brs = frame.fd && (flags & FD64_BRS) !== 0;
  frame.esi = frame.fd && (flags & FD64_ESI) !== 0;
  frame.direction = bytes[begin + 34] === 0 ? 'rx' : 'tx';
  frame.remote = (flags & FD64_REMOTE) !== 0;
  return withData(frame, body, 40, Math.min(bytes[begin + 2]!, CANFD_MAX_LENGTH));
}

function sent(frame: CanFrame, flags: number): void {
  frame.direction = (flags & TX) === 0 ? 'rx' : 'tx';
  frame.remote = (flags & REMOTE) !== 0;
}

/** undefined where the bytes are fewer than the object says; a copy, as the frame is its receiver's. */
function withData(frame: CanFrame, { bytes, begin, end }: BlfBody, at: number, length: number): CanFrame | undefined {
  if (frame.remote) {
    frame.remoteLength = length;
    return frame;
  }
  if (end - begin < at + length) return undefined;
  frame.data = new Uint8Array(length);
  for (let k = 0; k < length; k++) frame.data[k] = bytes[begin + at + k]!;
  return frame;
}
