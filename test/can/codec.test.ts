import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../core/input-error.js';
import { compileSignal, type SignalCodec } from '../../can/codec.js';
import { layouts, makeMessage, makeSignal, payloads } from './signals.js';

const compile = (fields: Parameters<typeof makeSignal>[0]) =>
  compileSignal(makeMessage([makeSignal(fields)]), 'SIGNAL');
const decode = (codec: SignalCodec, data: Uint8Array): number => {
  const values = new Float64Array(1);
  codec.decode(data, values, 0);
  return values[0]!;
};
const encode = (codec: SignalCodec, data: Uint8Array, value: number) => codec.encode(data, Float64Array.of(value), 0);

test('decodes the published steering messages of three makers', () => {
  const toyota = compile({ start: 3, length: 12, byteOrder: 'motorola', kind: 'signed', factor: 1.5 });
  expect(decode(toyota, Uint8Array.of(0x0f, 0xf6, 0, 0, 0, 0, 0, 0))).toBe(-15);
  const honda = compile({ start: 7, length: 16, byteOrder: 'motorola', kind: 'signed', factor: -0.1 });
  expect(decode(honda, Uint8Array.of(0x00, 0x7b, 0, 0, 0, 0, 0, 0))).toBeCloseTo(-12.3, 10);
  const hyundai = compile({ length: 16, kind: 'signed', factor: 0.1 });
  expect(decode(hyundai, Uint8Array.of(0x85, 0xff, 0, 0, 0, 0, 0, 0))).toBeCloseTo(-12.3, 10);
});

test('encoding a decoded value gives the same bits, for any layout up to 48 bits and any usual scale', () => {
  const scale = fc.record({
    factor: fc.constantFrom(1, 0.1, -0.1, 0.0155168902, 0.244, 1.5, 2 ** -7),
    offset: fc.constantFrom(0, -67.67, 40, -125),
  });
  fc.assert(
    fc.property(layouts(8, fc.integer({ min: 1, max: 48 })), scale, payloads(8), (layout, { factor, offset }, data) => {
      const codec = compile({ ...layout, factor, offset });
      const copy = new Uint8Array(8);
      expect(encode(codec, copy, decode(codec, data))).toBe(true);
      expect(codec.field.readBig(copy)).toBe(codec.field.readBig(data));
    }),
    { numRuns: 5000 },
  );
});

test('a value that the bits can not hold is refused and nothing is written', () => {
  const codec = compile({ length: 8, kind: 'signed', factor: 0.5 });
  for (const value of [64, -64.3, NaN, Infinity]) {
    const data = Uint8Array.of(7);
    expect(encode(codec, data, value)).toBe(false);
    expect(data[0]).toBe(7);
  }
  expect(encode(codec, new Uint8Array(1), 63.5)).toBe(true);
  expect(encode(codec, new Uint8Array(1), -64)).toBe(true);
  expect(encode(compile({ length: 64 }), new Uint8Array(8), 2 ** 64)).toBe(false);
  expect(encode(compile({ length: 64 }), new Uint8Array(8), 2 ** 64 - 2048)).toBe(true);
  const single = compile({ length: 32, kind: 'float' });
  expect(encode(single, new Uint8Array(4), 1e39)).toBe(false);
  expect(encode(single, new Uint8Array(4), NaN)).toBe(true);
});

test('a signal is present when the multiplexers above it say so, cascaded and in several ranges', () => {
  const message = makeMessage([
    makeSignal({ name: 'A', isMultiplexer: true, kind: 'signed' }),
    makeSignal({
      name: 'B',
      start: 8,
      isMultiplexer: true,
      multiplexing: {
        by: 'A',
        ranges: [
          [2, 2],
          [200, 210],
        ],
      },
    }),
    makeSignal({ name: 'C', start: 16, multiplexing: { by: 'B', ranges: [[1, 1]] } }),
  ]);
  const { isPresent } = compileSignal(message, 'C');
  expect(isPresent(Uint8Array.of(2, 1, 0))).toBe(true);
  expect(isPresent(Uint8Array.of(205, 1, 0))).toBe(true);
  expect(isPresent(Uint8Array.of(3, 1, 0))).toBe(false);
  expect(isPresent(Uint8Array.of(2, 0, 0))).toBe(false);
});

test('an unknown signal is refused with the names there are, a faulty one with its fault and line', () => {
  const message = makeMessage([makeSignal({ name: 'STEER', fault: 'reaches into byte 9 of a message of 8 bytes' })]);
  expect(() => compileSignal(message, 'SPEED')).toThrow(
    new InputError('expected a signal of MESSAGE (STEER), got SPEED (a.dbc:1)'),
  );
  expect(() => compileSignal(message, 'STEER')).toThrow(
    new InputError("MESSAGE.STEER can't be decoded: reaches into byte 9 of a message of 8 bytes (a.dbc:2)"),
  );
});
