import type { DbcSignal } from './dbc/dbc.js';
import { byteMasks, bytesNeeded, layoutOf, type Layout } from './layout.js';

/**
 * The raw value of one signal in a payload of at least `minLength` bytes (the caller's check: what lies beyond the
 * payload would read as zeros). Everything that hangs on the layout alone is worked out when the field is compiled.
 */
export type RawField = {
  minLength: number;
  /** the integer (of more than 53 bits the nearest double), or the float's value */
  read(data: Uint8Array): number;
  /** an integer within the field's range, or any double for a float; bits around the field stay as they are */
  write(data: Uint8Array, raw: number): void;
  /** integers alone: exact up to 64 bits */
  readBig(data: Uint8Array): bigint;
  writeBig(data: Uint8Array, raw: bigint): void;
};

type Bits = {
  /** the low 32 bits or fewer, as a signed 32-bit integer's pattern; what lies above them is not cleared */
  gather: (data: Uint8Array) => number;
  scatter: (data: Uint8Array, bits: number) => void;
};

const TWO_32 = 2 ** 32;
/** Two 32-bit words seen as a double or the first one as a single; one for all, since nothing awaits in between. */
const words = new DataView(new ArrayBuffer(8));

export function compileField(signal: Pick<DbcSignal, 'start' | 'length' | 'byteOrder' | 'kind'>): RawField {
  const layout = layoutOf(signal);
  const minLength = bytesNeeded(layout);
  if (signal.length <= 32) {
    const bits = compileBits(layout);
    return signal.kind === 'float' ? singleField(minLength, bits) : shortField(minLength, bits, signal);
  }
  // 32 bits further on is four bytes further on, at the same shift.
  const low = compileBits({ ...layout, length: 32 });
  const high = compileBits({ ...layout, byte: layout.byte + 4 * layout.step, length: layout.length - 32 });
  return signal.kind === 'float' ? doubleField(minLength, low, high) : longField(minLength, low, high, signal);
}

function shortField(minLength: number, bits: Bits, { length, kind }: Pick<DbcSignal, 'length' | 'kind'>): RawField {
  const spare = 32 - length;
  const { gather, scatter } = bits;
  const read = kind === 'signed' ? (d: Uint8Array) => (gather(d) << spare) >> spare : unsignedReader(gather, spare);
  return {
    minLength,
    read,
    write: scatter,
    readBig: (data) => BigInt(read(data)),
    writeBig: (data, raw) => scatter(data, Number(raw)),
  };
}

const unsignedReader = (gather: Bits['gather'], spare: number) => (data: Uint8Array) =>
  (gather(data) << spare) >>> spare;

function longField(
  minLength: number,
  low: Bits,
  high: Bits,
  { length, kind }: Pick<DbcSignal, 'length' | 'kind'>,
): RawField {
  const spare = 64 - length;
  const readHigh =
    kind === 'signed' ? (d: Uint8Array) => (high.gather(d) << spare) >> spare : unsignedReader(high.gather, spare);
  return {
    minLength,
    // Both terms are exact doubles, so the sum is rounded once.
    read: (data) => readHigh(data) * TWO_32 + (low.gather(data) >>> 0),
    write: (data, raw) => {
      const top = Math.floor(raw / TWO_32);
      low.scatter(data, raw - top * TWO_32);
      high.scatter(data, top);
    },
    readBig: (data) => (BigInt(readHigh(data)) << 32n) | BigInt(low.gather(data) >>> 0),
    writeBig: (data, raw) => {
      low.scatter(data, Number(BigInt.asUintN(32, raw)));
      high.scatter(data, Number(BigInt.asIntN(32, raw >> 32n)));
    },
  };
}

function singleField(minLength: number, bits: Bits): RawField {
  return {
    minLength,
    read: (data) => {
      words.setInt32(0, bits.gather(data));
      return words.getFloat32(0);
    },
    write: (data, raw) => {
      words.setFloat32(0, raw);
      bits.scatter(data, words.getInt32(0));
    },
    readBig: notAnInteger,
    writeBig: notAnInteger,
  };
}

function doubleField(minLength: number, low: Bits, high: Bits): RawField {
  return {
    minLength,
    read: (data) => {
      words.setInt32(0, high.gather(data));
      words.setInt32(4, low.gather(data));
      return words.getFloat64(0);
    },
    write: (data, raw) => {
      words.setFloat64(0, raw);
      high.scatter(data, words.getInt32(0));
      low.scatter(data, words.getInt32(4));
    },
    readBig: notAnInteger,
    writeBig: notAnInteger,
  };
}

function notAnInteger(): never {
  throw new TypeError('expected an integer signal, got a float');
}

/** At most 32 bits, which touch at most five bytes. */
function compileBits(layout: Layout): Bits {
  const { byte: b0, shift, step, length } = layout;
  const [b1, b2, b3, b4] = [b0 + step, b0 + 2 * step, b0 + 3 * step, b0 + 4 * step];
  const masks = byteMasks(layout);
  const gathers: Bits['gather'][] = [
    (d) => d[b0]! >>> shift,
    (d) => (d[b0]! | (d[b1]! << 8)) >>> shift,
    (d) => (d[b0]! | (d[b1]! << 8) | (d[b2]! << 16)) >>> shift,
    (d) => (d[b0]! | (d[b1]! << 8) | (d[b2]! << 16) | (d[b3]! << 24)) >>> shift,
    (d) => ((d[b0]! | (d[b1]! << 8) | (d[b2]! << 16) | (d[b3]! << 24)) >>> shift) | (d[b4]! << (32 - shift)),
  ];
  const gather = gathers[((shift + length + 7) >> 3) - 1]!;
  const scatter = (data: Uint8Array, bits: number) => {
    let rest = bits << shift;
    for (let i = 0; i < masks.length; i++) {
      const { byte, mask } = masks[i]!;
      data[byte] = (data[byte]! & ~mask) | (rest & mask);
      rest = i === 0 ? bits >> (8 - shift) : rest >> 8;
    }
  };
  return { gather, scatter };
}
