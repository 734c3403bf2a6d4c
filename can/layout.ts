import type { DbcSignal } from './dbc/dbc.js';

/**
 * Where a signal's bits lie. The value's bits go on from bit `shift` of byte `byte` (the least significant one) to the
 * bits above it, then to the byte `step` further on, which is the next for Intel and the one before for Motorola.
 */
export type Layout = { byte: number; shift: number; step: 1 | -1; length: number };

export function layoutOf({ start, length, byteOrder }: Pick<DbcSignal, 'start' | 'length' | 'byteOrder'>): Layout {
  if (byteOrder === 'intel') return { byte: start >> 3, shift: start & 7, step: 1, length };
  // Counted as the bits are sent, most significant bit of byte 0 first, a Motorola signal is one run of bits.
  const last = (start >> 3) * 8 + 7 - (start & 7) + length - 1;
  return { byte: last >> 3, shift: 7 - (last & 7), step: -1, length };
}

/** Bytes that a payload must have for the signal to be in it. */
export function bytesNeeded({ byte, shift, step, length }: Layout): number {
  return step === 1 ? ((byte * 8 + shift + length - 1) >> 3) + 1 : byte + 1;
}

/** The bytes that the signal touches, least significant first, each with the mask of the signal's bits in it. */
export function byteMasks({ byte, shift, step, length }: Layout): { byte: number; mask: number }[] {
  const masks: { byte: number; mask: number }[] = [];
  let left = length;
  for (let low = shift, at = byte; left > 0; low = 0, at += step) {
    const bits = Math.min(8 - low, left);
    masks.push({ byte: at, mask: ((1 << bits) - 1) << low });
    left -= bits;
  }
  return masks;
}
