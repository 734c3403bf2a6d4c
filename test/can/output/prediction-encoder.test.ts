import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDbc } from '../../../can/dbc/parse.js';
import { MessageDecoder } from '../../../can/message-decoder.js';
import type { Prediction } from '../../../core/prediction.js';
import { PredictionEncoder } from '../../../can/output/prediction-encoder.js';
import type { OutputAddress } from '../../../can/output/prediction-dbc.js';
import { REASON_STATES, type Reason } from '../../../core/prediction.js';

const HASH = '0123456789abcdef'.repeat(4);
const FD: OutputAddress = { first: { id: 0x6f0, extended: false }, format: 'fd', period: 0.1 };
const CLASSIC: OutputAddress = { ...FD, format: 'classic' };
const STATES = ['INIT', 'VALID', 'DEGRADED', 'INVALID'] as const;
const ANGLES = [1, -2, 100.024, -100.026, 0.04];
type OutputPrediction = Prediction & { age: number };
const encode = (encoder: PredictionEncoder, given: OutputPrediction) => encoder.encode(given, given.age);

const prediction: OutputPrediction = {
  time: 1,
  state: 'DEGRADED',
  reasons: ['PREVIEW_HELD'],
  steeringAngleDeg: ANGLES,
  age: 0.0151,
};

const anyPrediction = fc
  .record({
    time: fc.constant(0),
    state: fc.constantFrom(...STATES),
    reasons: fc.subarray(Object.keys(REASON_STATES) as Reason[]),
    steeringAngleDeg: fc.array(fc.oneof(fc.double(), fc.double({ min: -900, max: 900, noNaN: true })), {
      minLength: 5,
      maxLength: 5,
    }),
    widths: fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 5, maxLength: 5 }),
    age: fc.oneof(fc.constant(NaN), fc.double({ min: -1, max: 3, noNaN: true })),
  })
  .map(({ widths, ...given }) => withInterval(given, widths));

/** An interval that reaches as far as the width on one side, and half of it on the other. */
function withInterval(given: OutputPrediction, widths: readonly number[]): OutputPrediction {
  const angles = Array.from(given.steeringAngleDeg!);
  const bound = (side: number) => angles.map((angle, k) => angle + side * (k % 2 === 0 ? 1 : 0.5) * widths[k]!);
  const other = (side: number) => angles.map((angle, k) => angle + side * (k % 2 === 0 ? 0.5 : 1) * widths[k]!);
  return { ...given, lower: bound(-1), upper: other(1) };
}

/** CRC bit by bit, as its polynomial is defined. */
function crc(data: Iterable<number>, { width, polynomial, init }: { width: number; polynomial: number; init: number }) {
  let value = init;
  for (const byte of data) {
    for (let bit = 7; bit >= 0; bit--) {
      const top = ((value >> (width - 1)) & 1) ^ ((byte >> bit) & 1);
      value = ((value << 1) & (2 ** width - 1)) ^ (top ? polynomial : 0);
    }
  }
  return value;
}
const view = (data: Uint8Array) => new DataView(data.buffer, data.byteOffset, data.length);
const one = (address: OutputAddress, given: OutputPrediction) => encode(new PredictionEncoder(address, HASH), given);

describe('the message in CAN FD', () => {
  it('has each value in its place', () => {
    const [frame, ...others] = one(FD, withInterval(prediction, [0, 0.25, 0.26, 63.5, 70]));
    expect(others).toEqual([]);
    expect(frame).toMatchObject({ id: 0x6f0, extended: false, fd: true });
    const { data } = frame!;
    expect(data).toHaveLength(24);
    expect(data[2]).toBe(0); // counter
    expect(data[3]! & 3).toBe(2); // DEGRADED
    expect(data[3]! >> 2).toBe(0b010000); // the road ahead
    expect([0, 1, 2, 3, 4].map((k) => view(data).getInt16(4 + 2 * k, true))).toEqual([20, -40, 2000, -2001, 1]);
    expect(Array.from(data.subarray(14, 19))).toEqual([0, 1, 2, 254, 254]);
    expect(data[19]).toBe(4);
    expect(Buffer.from(data.subarray(20)).toString('hex')).toBe(HASH.slice(0, 8));
  });

  it('has the CRC of AUTOSAR profile 5 over bytes 2 … 23 and the id, for any prediction', () => {
    fc.assert(
      fc.property(anyPrediction, fc.nat(0x7ff), (given, id) => {
        const { data } = one({ ...FD, first: { id, extended: false } }, given)[0]!;
        const expected = crc([...data.subarray(2), id & 0xff, id >> 8], {
          width: 16,
          polynomial: 0x1021,
          init: 0xffff,
        });
        expect(view(data).getUint16(0, true)).toBe(expected);
      }),
    );
  });

  it('counts 0 … 255 and round', () => {
    const encoder = new PredictionEncoder(FD, HASH);
    const counters = Array.from({ length: 600 }, () => encode(encoder, prediction)[0]!.data[2]);
    expect(counters).toEqual(counters.map((_, k) => k % 256));
  });
});

describe('the message in classic CAN', () => {
  it('is two frames with the same counter and state, and a CRC-8 each', () => {
    const encoder = new PredictionEncoder(CLASSIC, HASH);
    encode(encoder, prediction);
    const frames = encode(encoder, prediction);
    expect(frames.map(({ id, fd, data }) => [id, fd, data.length])).toEqual([
      [0x6f0, false, 8],
      [0x6f1, false, 8],
    ]);
    const [a, b] = frames.map(({ data }) => data) as [Uint8Array, Uint8Array];
    expect([a[1], b[1]]).toEqual([0x21, 0x21]);
    expect([1, 2, 3].map((k) => view(a).getInt16(2 * k, true))).toEqual([20, -40, 2000]);
    expect([1, 2].map((k) => view(b).getInt16(2 * k, true))).toEqual([-2001, 1]);
    expect([b[6], b[7]]).toEqual([4, 0b010000]);
    for (const data of [a, b]) {
      expect(data[0]).toBe(crc(data.subarray(1), { width: 8, polynomial: 0x1d, init: 0xff }) ^ 0xff);
    }
  });

  it('counts 0 … 15 and round', () => {
    const encoder = new PredictionEncoder(CLASSIC, HASH);
    const counters = Array.from({ length: 40 }, () => encode(encoder, prediction).map(({ data }) => data[1]! & 15));
    expect(counters).toEqual(counters.map((_, k) => [k % 16, k % 16]));
  });
});

describe.each([FD, CLASSIC])('the DBC of $format', (address) => {
  const encoder = new PredictionEncoder(address, HASH);
  const dbc = parseDbc(encoder.dbc, 'prediction.dbc');

  it('reads without a remark', () => {
    expect(dbc.warnings).toEqual([]);
    expect(dbc.messages.map(({ cycleTime, fd }) => [cycleTime, fd])).toEqual(
      dbc.messages.map(() => [0.1, address.format === 'fd']),
    );
  });

  it('decodes what was encoded, to half a step, and "not available" where there is nothing', () => {
    fc.assert(
      fc.property(anyPrediction, (given) => {
        const values = new Map<string, number>();
        for (const [k, { data }] of encode(encoder, given).entries()) {
          const names = dbc.messages[k]!.signals.map(({ name }) => name);
          const decoder = new MessageDecoder(dbc.messages[k]!, names);
          decoder.decode(data);
          names.forEach((name, at) => values.set(name, decoder.values[at]!));
        }
        expect(STATES[values.get('STATE')!]).toBe(given.state);
        const age = values.get('AGE')!;
        if (!(given.age >= 0) && !(given.age < 0)) expect(age).toBeCloseTo(1.275);
        else expect(age).toBeGreaterThanOrEqual(Math.min(Math.max(given.age, 0), 1.27) - 1e-6);
        for (let k = 0; k < 5; k++) {
          const angle = given.steeringAngleDeg![k]!;
          const decoded = values.get(`ANGLE_${k + 1}`)!;
          if (Math.abs(angle) < 1638.3) expect(Math.abs(decoded - angle)).toBeLessThanOrEqual(0.0250001);
          else if (!(Math.abs(angle) < 1638.4)) expect(decoded).toBeCloseTo(-1638.4, 6);
          const halfWidth = values.get(`HALF_WIDTH_${k + 1}`);
          if (halfWidth === undefined) continue;
          const width = Math.max(angle - given.lower![k]!, given.upper![k]! - angle);
          if (Number.isNaN(width) || !(Math.abs(angle) < 1638.4)) expect(halfWidth).toBe(63.75);
          else expect(halfWidth).toBeGreaterThanOrEqual(Math.min(width, 63.5) - 1e-6);
        }
      }),
    );
  });

  it.each(['INIT', 'INVALID'] as const)('has no angle in %s, nor any width', (state) => {
    const frames = encode(encoder, { time: 0, state, reasons: ['SIGNAL_LOST'], age: NaN });
    const hex = frames.map(({ data }) => Buffer.from(data).toString('hex'));
    if (address.format === 'fd') expect(hex[0]!.slice(8, 40)).toBe('0080'.repeat(5) + 'ff'.repeat(6));
    else expect([hex[0]!.slice(4), hex[1]!.slice(4, 14)]).toEqual(['0080'.repeat(3), '0080'.repeat(2) + 'ff']);
  });

  it('names every reason by one of its groups, but that the road ahead is the map, which is as it should be', () => {
    for (const reason of Object.keys(REASON_STATES) as Reason[]) {
      const last = encode(encoder, { ...prediction, reasons: [reason] }).at(-1)!;
      const bits = address.format === 'fd' ? last.data[3]! >> 2 : last.data[7]!;
      expect(reason === 'PREVIEW_MAP' ? [0] : [1, 2, 4, 8, 16, 32]).toContain(bits);
    }
  });
});

describe('the message of 29-bit ids', () => {
  it('keeps them, in the DBC too, and takes their low 16 bits for the data id', () => {
    const address: OutputAddress = { ...FD, first: { id: 0x18ff1234, extended: true } };
    const encoder = new PredictionEncoder(address, HASH);
    const [frame] = encode(encoder, prediction);
    expect(frame).toMatchObject({ id: 0x18ff1234, extended: true });
    expect(parseDbc(encoder.dbc, 'a.dbc').messages).toMatchObject([{ id: 0x18ff1234, extended: true, fd: true }]);
    const expected = crc([...frame!.data.subarray(2), 0x34, 0x12], { width: 16, polynomial: 0x1021, init: 0xffff });
    expect(view(frame!.data).getUint16(0, true)).toBe(expected);
  });
});

const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.log("skipped: no python3, whose CRC is held against the message's");

describe("Python's CRC", () => {
  it.skipIf(!hasPython)('is that of the message', () => {
    const { data } = one(FD, prediction)[0]!;
    const program = `import binascii, sys
data = bytes.fromhex(sys.argv[1])
print(binascii.crc_hqx(data[2:] + int(sys.argv[2]).to_bytes(2, 'little'), 0xffff) == int.from_bytes(data[:2], 'little'))`;
    const given = ['-c', program, Buffer.from(data).toString('hex'), `${FD.first.id}`];
    expect(spawnSync('python3', given, { encoding: 'utf8' }).stdout.trim()).toBe('True');
  });
});
