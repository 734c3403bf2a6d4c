import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileField } from '../../can/raw-field.js';
import type { DbcSignal } from '../../can/dbc/dbc.js';
import { bitsOf, layouts, makeSignal, naiveRaw, payloads } from './signals.js';

const anyLength = fc.integer({ min: 1, max: 64 });
const ranges = (signal: DbcSignal) => {
  const [low, high] =
    signal.kind === 'signed'
      ? [-(2n ** BigInt(signal.length - 1)), 2n ** BigInt(signal.length - 1)]
      : [0n, 2n ** BigInt(signal.length)];
  return { low, high: high - 1n };
};
const layoutAndRaw = (bytes: number) =>
  layouts(bytes, anyLength).chain((signal) => {
    const { low, high } = ranges(signal);
    // the ends of the range are where shifts and signs go wrong
    const raw = fc.oneof(fc.bigInt(low, high), fc.constantFrom(low, high, high / 2n, 0n, low / 2n));
    return fc.record({ signal: fc.constant(signal), raw });
  });

test('reading equals the bit-by-bit definition, for any layout within 64 bytes', () => {
  fc.assert(
    fc.property(layouts(64, anyLength), payloads(64), (signal, data) => {
      const field = compileField(signal);
      const raw = naiveRaw(signal, data);
      expect(field.readBig(data)).toBe(raw);
      expect(field.read(data)).toBe(Number(raw));
      expect(field.minLength).toBe(Math.max(...bitsOf(signal).map(({ byte }) => byte)) + 1);
    }),
    { numRuns: 5000 },
  );
});

test('reading is the inverse of writing over the whole raw range, and writing leaves all other bits alone', () => {
  fc.assert(
    fc.property(layoutAndRaw(8), payloads(8), ({ signal, raw }, before) => {
      const field = compileField(signal);
      const data = Uint8Array.from(before);
      field.writeBig(data, raw);
      expect(field.readBig(data)).toBe(raw);
      expect(naiveRaw(signal, data)).toBe(raw);
      for (const { byte, bit } of bitsOf(signal)) for (const bytes of [data, before]) bytes[byte]! &= ~(1 << bit);
      expect(data).toEqual(before);
    }),
    { numRuns: 5000 },
  );
});

test('numbers up to 53 bits are written exactly', () => {
  fc.assert(
    fc.property(layouts(8, fc.integer({ min: 1, max: 53 })), payloads(8), (signal, data) => {
      const field = compileField(signal);
      const copy = new Uint8Array(8);
      field.write(copy, field.read(data));
      expect(naiveRaw(signal, copy)).toBe(naiveRaw(signal, data));
    }),
    { numRuns: 5000 },
  );
});

test('every layout of 1 … 12 bits takes every raw value', () => {
  for (let length = 1; length <= 12; length++) {
    for (let start = 0; start <= 24; start++) {
      for (const byteOrder of ['intel', 'motorola'] as const) {
        for (const kind of ['unsigned', 'signed'] as const) {
          const signal = makeSignal({ start, length, byteOrder, kind });
          const field = compileField(signal);
          const data = new Uint8Array(8);
          const low = kind === 'signed' ? -(2 ** (length - 1)) : 0;
          for (let raw = low; raw < low + 2 ** length; raw++) {
            field.write(data, raw);
            if (field.read(data) !== raw)
              expect.fail(`${byteOrder} ${kind} ${start}|${length}: wrote ${raw}, read ${field.read(data)}`);
          }
        }
      }
    }
  }
});

test('floats of both sizes and orders keep every value, not a number and negative zero included', () => {
  const layout = fc.record({
    length: fc.constantFrom(32, 64),
    byteOrder: fc.constantFrom('intel' as const, 'motorola' as const),
    at: fc.nat(64),
  });
  fc.assert(
    fc.property(layout, fc.oneof(fc.double(), fc.float()), ({ length, byteOrder, at }, value) => {
      const start = byteOrder === 'intel' ? at : (at >> 3) * 8 + 7 - (at & 7);
      const field = compileField(makeSignal({ start, length, byteOrder, kind: 'float' }));
      const data = new Uint8Array(17);
      field.write(data, value);
      expect(field.read(data)).toBe(length === 32 ? Math.fround(value) : value);
    }),
    { numRuns: 5000 },
  );
});

test('a float has the bytes of IEEE 754 in its byte order', () => {
  const data = new Uint8Array(8);
  compileField(makeSignal({ start: 0, length: 32, byteOrder: 'intel', kind: 'float' })).write(data, -2.5);
  compileField(makeSignal({ start: 39, length: 32, byteOrder: 'motorola', kind: 'float' })).write(data, -2.5);
  expect([...data]).toEqual([0, 0, 0x20, 0xc0, 0xc0, 0x20, 0, 0]);
  expect(() => compileField(makeSignal({ length: 32, kind: 'float' })).readBig(data)).toThrow('got a float');
});
