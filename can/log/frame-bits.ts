import type { CanFrame } from '../frame.js';

/** Bits of a frame on the wire (ISO 11898-1), at the arbitration rate and at the data rate, which FD frames may change to. */
export type FrameBits = { nominal: number; data: number };

/** One bit is stuffed after so many equal ones. */
const RUN = 5;
/** CRC delimiter, acknowledge and its delimiter, end of frame, pause: never stuffed */
const TRAILER = 3 + 7 + 3;
const CRC_BITS = 15;
/** Share of stuff bits where they are not counted: in the CRC, and in FD frames. Between random (3 %) and worst (25 %). */
const STUFF_SHARE = 0.1;

/** Stuff bits of a classic frame are counted over header and data; those of its CRC and of FD frames are estimated. */
export function frameBits(frame: CanFrame): FrameBits {
  return frame.fd ? fdBits(frame) : { nominal: classicBits(frame), data: 0 };
}

/** bit/s of both rates → s that the frame takes. */
export function frameSeconds(frame: CanFrame, bitrate: number, dataBitrate: number): number {
  const { nominal, data } = frameBits(frame);
  return nominal / bitrate + data / dataBitrate;
}

function classicBits({ id, extended, data, remote, remoteLength }: CanFrame): number {
  const run = { bit: -1, length: 0, stuffed: 0 };
  const feed = (value: number, bits: number) => {
    for (let i = bits - 1; i >= 0; i--) count(run, (value >>> i) & 1);
    return bits;
  };
  const rtr = remote ? 1 : 0;
  let bits = feed(0, 1); // start of frame
  if (extended) bits += feed(id >>> 18, 11) + feed(0b11, 2) + feed(id & 0x3ffff, 18) + feed(rtr << 2, 3);
  else bits += feed(id, 11) + feed(rtr << 2, 3);
  bits += feed(remote ? remoteLength : data.length, 4);
  for (const byte of data) bits += feed(byte, 8);
  return bits + run.stuffed + CRC_BITS * (1 + STUFF_SHARE) + TRAILER;
}

/** A stuff bit begins a run of its own. */
function count(run: { bit: number; length: number; stuffed: number }, bit: number): void {
  run.length = bit === run.bit ? run.length + 1 : 1;
  run.bit = bit;
  if (run.length < RUN) return;
  run.stuffed++;
  run.bit = 1 - bit;
  run.length = 1;
}

/** Header up to the rate switch and trailer at the arbitration rate; length, data and CRC (17 or 21 bits) at the other. */
function fdBits({ extended, data, brs }: CanFrame): FrameBits {
  const header = (extended ? 36 : 17) * (1 + STUFF_SHARE);
  const crc = data.length > 16 ? 21 + 6 : 17 + 5; // with its fixed stuff bits
  const payload = (5 + data.length * 8) * (1 + STUFF_SHARE) + 4 + crc; // 4: the stuff count
  return brs ? { nominal: header + TRAILER, data: payload } : { nominal: header + TRAILER + payload, data: 0 };
}
