import fc from 'fast-check';
import type { DbcMessage, DbcSignal } from '../../can/dbc/dbc.js';

export function makeSignal(fields: Partial<DbcSignal> = {}): DbcSignal {
  return {
    name: 'SIGNAL',
    start: 0,
    length: 8,
    byteOrder: 'intel',
    kind: 'unsigned',
    factor: 1,
    offset: 0,
    min: 0,
    max: 0,
    unit: '',
    isMultiplexer: false,
    line: 2,
    ...fields,
  };
}

export function makeMessage(signals: DbcSignal[], fields: Partial<DbcMessage> = {}): DbcMessage {
  return { file: 'a.dbc', id: 1, extended: false, name: 'MESSAGE', length: 8, fd: false, line: 1, ...fields, signals };
}

/** The bits of a signal as (byte, bit) from the most significant on, straight from the definition of the two orders. */
export function bitsOf({ start, length, byteOrder }: DbcSignal): { byte: number; bit: number }[] {
  const bits = [];
  let at = start;
  for (let i = 0; i < length; i++) {
    bits.push({ byte: at >> 3, bit: at & 7 });
    // Motorola goes down in the byte and on to bit 7 of the next; Intel goes up.
    if (byteOrder === 'intel') at++;
    else at = at % 8 === 0 ? at + 15 : at - 1;
  }
  return byteOrder === 'intel' ? bits.reverse() : bits;
}

/** Bit by bit: the oracle of the compiled fields. */
export function naiveRaw(signal: DbcSignal, data: Uint8Array): bigint {
  let raw = 0n;
  for (const { byte, bit } of bitsOf(signal)) raw = (raw << 1n) | BigInt((data[byte]! >> bit) & 1);
  return signal.kind === 'signed' ? BigInt.asIntN(signal.length, raw) : raw;
}

/** Any layout of 1 … 64 bits that lies within `bytes`. */
export function layouts(bytes: number, length: fc.Arbitrary<number>): fc.Arbitrary<DbcSignal> {
  return fc
    .record({
      length,
      at: fc.nat(),
      byteOrder: fc.constantFrom('intel' as const, 'motorola' as const),
      kind: fc.constantFrom('unsigned' as const, 'signed' as const),
    })
    .map(({ length, at, byteOrder, kind }) => {
      const first = at % (bytes * 8 - length + 1); // counted in the order of the bits of the value
      const start = byteOrder === 'intel' ? first : (first >> 3) * 8 + 7 - (first & 7);
      return makeSignal({ start, length, byteOrder, kind });
    });
}

export const payloads = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes });
