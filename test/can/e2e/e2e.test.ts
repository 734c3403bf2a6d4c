import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isIntact, protect, type Checksum } from '../../../can/e2e/e2e.js';
import { autosarProfile1, autosarProfile2, autosarProfile5 } from '../../../can/e2e/autosar.js';
import { j1850Checksum, xorChecksum } from '../../../can/e2e/one-byte.js';
import { hondaChecksum } from '../../../can/e2e/honda.js';
import { toyotaChecksum } from '../../../can/e2e/toyota.js';

const dataIds = Uint8Array.from({ length: 16 }, (_, i) => i * 7);
const all: Record<string, Checksum> = {
  toyota: toyotaChecksum(),
  honda: hondaChecksum(),
  xor: xorChecksum(),
  'xor in byte 0': xorChecksum({ at: 0 }),
  j1850: j1850Checksum(),
  'j1850 in byte 3': j1850Checksum({ at: 3 }),
  'profile 1': autosarProfile1({ dataId: 0x123, mode: 'both' }),
  'profile 2': autosarProfile2({ dataIds }),
  'profile 5': autosarProfile5({ dataId: 0x1234 }),
};

const payload = fc.uint8Array({ minLength: 4, maxLength: 64 });
const id = fc.integer({ min: 0, max: 0x1fff_ffff });

test.each(Object.entries(all))(
  '%s: a protected payload is intact, and not with any one bit turned over',
  (name, checksum) => {
    fc.assert(
      fc.property(payload, id, fc.nat(), (given, id, at) => {
        const data = Uint8Array.from(given);
        protect(checksum, id, data);
        expect(isIntact(checksum, id, data)).toBe(true);
        const bit = at % (data.length * 8);
        // The counter picks the Data ID, and 1 of 256 pairs of both have the same CRC of 8 bits: the counter's check is for that.
        fc.pre(name !== 'profile 2' || bit < 8 || bit >= 12);
        data[bit >> 3]! ^= 1 << (bit & 7);
        expect(isIntact(checksum, id, data)).toBe(false);
      }),
    );
  },
);

test.each(Object.entries(all))(
  '%s: protecting changes nothing but the checksum, and a payload without room is broken',
  (_, checksum) => {
    const given = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 0x58);
    const data = Uint8Array.from(given);
    protect(checksum, 0x25, data);
    checksum.write(data, checksum.read(given));
    expect(data).toEqual(given);
    for (let length = 0; length < checksum.minLength; length++) {
      expect(isIntact(checksum, 0x25, new Uint8Array(length))).toBe(false);
    }
  },
);

test('toyota: the sum of 25h, the length and the bytes', () => {
  // 0x25 + 8 + 0x0f + 0xf6 + 0x12 + 0x34 = 0x178
  expect(toyotaChecksum().compute(0x25, Uint8Array.of(0x0f, 0xf6, 0x12, 0x34, 0, 0, 0, 0xff))).toBe(0x78);
  expect(toyotaChecksum().compute(0x2e4, Uint8Array.of(0x80, 0, 0, 0, 0))).toBe((0x02 + 0xe4 + 5 + 0x80) & 0xff);
});

test('toyota: a message recorded on a car', () => {
  expect(isIntact(toyotaChecksum(), 0x1c4, Buffer.from('05ea1b080000c09f', 'hex'))).toBe(true);
});

test('honda: the checksums that opendbc has on record for LKAS_HUD, counters 0 … 3, standard and extended id', () => {
  const checksum = hondaChecksum();
  const made = (id: number, data: number[]) =>
    [0, 1, 2, 3].map((counter) => checksum.compute(id, Uint8Array.from([...data, counter << 4])));
  expect(made(0x33d, [0x41, 0x05, 0, 0])).toEqual([11, 10, 9, 8]);
  expect(made(0x33da, [0x41, 0x05, 0, 0, 0, 0, 0])).toEqual([4, 3, 2, 1]);
});

test('xor and J1850 leave out their own byte', () => {
  expect(xorChecksum().compute(0, Uint8Array.of(0x12, 0x34, 0x55, 0xff))).toBe(0x73);
  expect(xorChecksum({ at: 0 }).compute(0, Uint8Array.of(0xff, 0x12, 0x34, 0x55))).toBe(0x73);
  const text = Buffer.from('123456789');
  expect(j1850Checksum().compute(0, Buffer.concat([text, Buffer.of(0)]))).toBe(0x4b);
  expect(j1850Checksum({ at: 4 }).compute(0, Buffer.from('1234_56789'))).toBe(0x4b);
});

/** PRS_E2EProtocol, profile 1: data id 123h, 8 bytes of zeros, counters 0 and 1. */
test.each([
  {
    mode: 'both',
    headers: [
      [0xcc, 0x00],
      [0x91, 0x01],
    ],
  },
  {
    mode: 'alternating',
    headers: [
      [0xce, 0x00],
      [0x02, 0x01],
    ],
  },
  {
    mode: 'low',
    headers: [
      [0xce, 0x00],
      [0x93, 0x01],
    ],
  },
  {
    mode: 'nibble',
    headers: [
      [0x2a, 0x10],
      [0x77, 0x11],
    ],
  },
] as const)('AUTOSAR profile 1, data id mode $mode: the examples of the standard', ({ mode, headers }) => {
  const checksum = autosarProfile1({ dataId: 0x123, mode });
  for (const header of headers) {
    expect(isIntact(checksum, 0, Uint8Array.of(...header, 0, 0, 0, 0, 0, 0))).toBe(true);
    expect(isIntact(checksum, 0, Uint8Array.of(header[0], header[1] ^ 0x20, 0, 0, 0, 0, 0, 0))).toBe(false);
  }
});

test('AUTOSAR profile 2: published payloads', () => {
  const zeros = autosarProfile2({ dataIds: new Uint8Array(16) });
  expect(isIntact(zeros, 0, Uint8Array.of(0x45, 1, 0, 0, 0, 0, 0, 0))).toBe(true);
  const rising = autosarProfile2({ dataIds: Uint8Array.from({ length: 16 }, (_, i) => i) });
  expect(isIntact(rising, 0, Uint8Array.of(0xbc, 2, 2, 3, 4, 5, 6, 7))).toBe(true);
  expect(isIntact(rising, 0, Uint8Array.of(0x61, 1, 2, 3, 4, 5, 6, 7))).toBe(true);
  expect(isIntact(rising, 0, Uint8Array.of(0xbc, 1, 2, 3, 4, 5, 6, 7))).toBe(false);
});

test('AUTOSAR profile 2: steering angle messages recorded on Volkswagen cars, all counters', () => {
  const checksum = autosarProfile2({ dataIds: new Uint8Array(16).fill(0x86) });
  const recorded = `6b00bd0000000000 ee010a0000000000 d802a90000000000 0303bea212000000 7b04312003000000 8b05e28509000000
    6306132100000000 6607050000000000 49080d0000000000 5f097e6001000000 af0a722000000000 590b1b0000000000
    a80c060000000000 bc0d722000000000 f90e0f0000000000 600f62c000000000`;
  for (const payload of recorded.split(/\s+/)) expect(isIntact(checksum, 0x86, Buffer.from(payload, 'hex'))).toBe(true);
});

/** PRS_E2EProtocol, profile 5: data id 1234h, zeros, offset 0 and 8. */
test('AUTOSAR profile 5: the examples of the standard', () => {
  const short = autosarProfile5({ dataId: 0x1234 });
  expect(isIntact(short, 0, Buffer.from('1cca000000000000', 'hex'))).toBe(true);
  expect(isIntact(short, 0, Buffer.from('cf8d010000000000', 'hex'))).toBe(true);
  expect(isIntact(short, 0, Buffer.from('1cca010000000000', 'hex'))).toBe(false);
  const long = autosarProfile5({ dataId: 0x1234, offset: 8 });
  expect(isIntact(long, 0, Buffer.from('00000000000000002891000000000000', 'hex'))).toBe(true);
  expect(isIntact(long, 0, Buffer.from('0000000000000000fbd6010000000000', 'hex'))).toBe(true);
});
