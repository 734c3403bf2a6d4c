import { lengthOfDlc } from '../fd-length.js';
import { MAX_STAMP_US, type CanFrame } from '../frame.js';
import { CAN_EXTENDED_FLAG, CAN_ID_MASK, CAN_MAX_LENGTH, CANFD_MAX_LENGTH } from '../linux-can.js';
import { BASE, type BlfObject } from './blf-bytes.js';
import { newFrame } from './new-frame.js';
import { NumberedChannels } from './numbered-channels.js';

/** Types of Vector's binary logging objects (BL_OBJ_TYPE_…). */
export const LOG_CONTAINER = 10;
const [CAN_MESSAGE, CAN_MESSAGE2, CAN_FD_MESSAGE, CAN_FD_MESSAGE_64] = [1, 86, 100, 101];
const [CAN_ERROR, CAN_ERROR_EXT, CAN_FD_ERROR_64] = [2, 73, 104];
/** What of each type is needed at least, in bytes behind its header. */
const SIZES: ReadonlyMap<number, number> = new Map([
  ...[CAN_MESSAGE, CAN_MESSAGE2].map((type) => [type, 16] as const),
  ...[CAN_ERROR, CAN_ERROR_EXT, CAN_FD_ERROR_64].map((type) => [type, 2] as const),
  [CAN_FD_MESSAGE, 20],
  [CAN_FD_MESSAGE_64, 40],
]);
/** What an engineer calls the others. */
const OTHERS: ReadonlyMap<number, string> = new Map([
  [4, 'bus statistics'],
  [6, 'environment variables'],
  [7, 'environment variables'],
  [8, 'environment variables'],
  [9, 'environment variables'],
  [11, 'LIN messages'],
  [65, 'texts'],
  [71, 'Ethernet frames'],
  [72, 'system variables'],
  [96, 'markers'],
  [125, 'begins of a loss of data in the logger'],
  [126, 'ends of one'],
]);
/** bytes of a header with flags (4), client and version (4) and a stamp (8), behind BASE */
const STAMPED = 16;
/** of an object's flags: its stamp counts 10 µs, else ns */
const TEN_MICROSECONDS = 1;
/** Of who sent it: others, this node; what else there is are requests to send. */
const DIRECTIONS = ['rx', 'tx'] as const;
const DIRECTION_MASK = 0x0f;
const REMOTE = 0x80;
/** Flags of CAN_FD_MESSAGE. */
const [FD_EDL, FD_BRS, FD_ESI] = [0x1, 0x2, 0x4];
/** Flags of CAN_FD_MESSAGE_64. */
const [FD64_REMOTE, FD64_EDL, FD64_BRS, FD64_ESI] = [0x10, 0x1000, 0x2000, 0x4000];

/** Objects of a BLF log → frames. */
export class BlfFrames {
  readonly #startUs: number;
  readonly #channels = new NumberedChannels();

  /** `startUs`: µs since 1970, when the measurement began */
  constructor(startUs: number) {
    this.#startUs = startUs;
  }

  /** The frame of an object, or what it is in the place of one; undefined where it is not whole. */
  frame({ type, bytes, begin, end }: BlfObject): CanFrame | string | undefined {
    const least = SIZES.get(type);
    if (least === undefined) return OTHERS.get(type) ?? `of type ${type}`;
    const header = end - begin >= BASE + STAMPED ? bytes.readUInt16LE(begin + 4) : 0;
    const at = begin + header;
    if (header < BASE + STAMPED || end - at < least) return undefined;
    const timestampUs = this.#startUs + stampUs(bytes, begin + BASE);
    if (!(timestampUs < MAX_STAMP_US)) return undefined;
    const isByte = type === CAN_FD_MESSAGE_64 || type === CAN_FD_ERROR_64;
    const channel = this.#channels.name(isByte ? bytes[at]! : bytes.readUInt16LE(at));
    if (channel === undefined) return 'of channel 0';
    const frame = newFrame(timestampUs, channel);
    if (type === CAN_ERROR || type === CAN_ERROR_EXT || type === CAN_FD_ERROR_64) {
      frame.error = true;
      return frame;
    }
    const id = bytes.readUInt32LE(at + 4);
    frame.id = id & CAN_ID_MASK;
    frame.extended = (id & CAN_EXTENDED_FLAG) !== 0;
    if (type === CAN_FD_MESSAGE) return readFd(frame, bytes, at, end);
    return type === CAN_FD_MESSAGE_64 ? readFd64(frame, bytes, at, end) : readClassic(frame, bytes, at, end);
  }
}

/** µs since the measurement began; exact for 100 days of ns */
function stampUs(bytes: Buffer, at: number): number {
  const ticks = bytes.readUInt32LE(at + 8) + bytes.readUInt32LE(at + 12) * 2 ** 32;
  return bytes.readUInt32LE(at) === TEN_MICROSECONDS ? ticks * 10 : Math.round(ticks / 1000);
}

/** channel (2 bytes), flags, DLC, id (4), data (8) */
function readClassic(frame: CanFrame, bytes: Buffer, at: number, end: number) {
  const flags = bytes[at + 2]!;
  frame.remote = (flags & REMOTE) !== 0;
  return whole(frame, flags & DIRECTION_MASK, { dlc: bytes[at + 3]!, valid: CAN_MAX_LENGTH, bytes, at: at + 8, end });
}

/** channel (2), flags, DLC, id (4), length in ns (4), bits, FD flags, valid bytes, reserved (5), data (up to 64) */
function readFd(frame: CanFrame, bytes: Buffer, at: number, end: number) {
  const [flags, fdFlags] = [bytes[at + 2]!, bytes[at + 13]!];
  frame.fd = (fdFlags & FD_EDL) !== 0;
  frame.brs = frame.fd && (fdFlags & FD_BRS) !== 0;
  frame.esi = frame.fd && (fdFlags & FD_ESI) !== 0;
  frame.remote = (flags & REMOTE) !== 0;
  const data = { dlc: bytes[at + 3]!, valid: bytes[at + 14]!, bytes, at: at + 20, end };
  return whole(frame, flags & DIRECTION_MASK, data);
}

/** channel, DLC, valid bytes, sent how often, id (4), length in ns (4), flags (4), …, direction (at 34), …, data (at 40) */
function readFd64(frame: CanFrame, bytes: Buffer, at: number, end: number) {
  const flags = bytes.readUInt32LE(at + 12);
  frame.fd = (flags & FD64_EDL) !== 0;
  frame.brs = frame.fd && (flags & FD64_BRS) !== 0;
  frame.esi = frame.fd && (flags & FD64_ESI) !== 0;
  frame.remote = (flags & FD64_REMOTE) !== 0;
  return whole(frame, bytes[at + 34]!, { dlc: bytes[at + 1]!, valid: bytes[at + 2]!, bytes, at: at + 40, end });
}

type Data = { dlc: number; valid: number; bytes: Buffer; at: number; end: number };

/** With direction and data, a copy, as the frame is its receiver's. */
function whole(frame: CanFrame, sent: number, { dlc, valid, bytes, at, end }: Data): CanFrame | string | undefined {
  frame.direction = DIRECTIONS[sent];
  if (!frame.direction) return 'TxRq';
  const said = Math.min(lengthOfDlc(dlc) || 0, frame.fd ? CANFD_MAX_LENGTH : CAN_MAX_LENGTH);
  if (frame.remote) {
    frame.remoteLength = said;
    return frame;
  }
  const length = Math.min(valid, said);
  if (end - at < length) return undefined;
  frame.data = new Uint8Array(length);
  for (let k = 0; k < length; k++) frame.data[k] = bytes[at + k]!;
  return frame;
}
