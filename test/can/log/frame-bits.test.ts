import fc from 'fast-check';
import { expect, it } from 'vitest';
import { frameBits, frameSeconds } from '../../../can/log/frame-bits.js';
import { anyFrame, makeFrame } from '../frames.js';

const HEADER_AND_TRAILER = 47;

it('a classic frame without runs has 47 bits, its data, and one in ten of its CRC', () => {
  const frame = makeFrame({ id: 0x555, data: Uint8Array.of(0x55, 0x55, 0x55, 0x55) });
  expect(frameBits(frame)).toEqual({ nominal: HEADER_AND_TRAILER + 32 + 1.5, data: 0 });
  // ISO 11898-1: 20 bits more of an extended id
  const extended = makeFrame({ id: 0x15555555, extended: true, data: Uint8Array.of(0x55, 0x55, 0x55, 0x55) });
  expect(frameBits(extended).nominal).toBe(HEADER_AND_TRAILER + 20 + 32 + 1.5);
});

it('a stuff bit follows five equal bits, and begins the next run', () => {
  const stuffed = (data: number[]) =>
    frameBits(makeFrame({ id: 0x555, data: Uint8Array.from(data) })).nominal -
    HEADER_AND_TRAILER -
    8 * data.length -
    1.5;
  // three zeros before the length 0001 make six, and 1 0111 1101 has five ones
  expect(stuffed([0b01111101])).toBe(2);
  // the length 1000 ends in three zeros; 64 follow
  expect(stuffed([0, 0, 0, 0, 0, 0, 0, 0])).toBe(Math.floor(67 / 5));
  // 1111 after a stuffed one are five in a row again
  expect(stuffed([0b01000001, 0b11101010])).toBe(1 + 2);
});

it('is within the limits that the standard sets, and an FD frame is quicker with a rate switch', () => {
  fc.assert(
    fc.property(anyFrame, (frame) => {
      fc.pre(!frame.error);
      const { nominal, data } = frameBits(frame);
      const payload = frame.remote ? 0 : 8 * frame.data.length;
      expect(nominal + data).toBeGreaterThanOrEqual(44 + payload);
      expect(nominal + data).toBeLessThanOrEqual((100 + payload) * 1.25);
      if (frame.brs)
        expect(frameSeconds(frame, 5e5, 2e6)).toBeLessThan(frameSeconds({ ...frame, brs: false }, 5e5, 2e6));
    }),
  );
});

it('a full bus of 500 kbit/s has the 4,504 frames a second of the literature', () => {
  // 111 bits: eight bytes without stuffing
  const data = Uint8Array.from({ length: 8 }, () => 0x55);
  const seconds = frameSeconds(makeFrame({ id: 0x555, data }), 5e5, 2e6) - (0.1 * 15) / 5e5;
  expect(Math.round(1 / seconds)).toBe(4505);
});
