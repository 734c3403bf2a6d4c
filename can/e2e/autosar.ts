/**
 * AUTOSAR E2E profiles 1, 2 and 5 (AUTOSAR FO PRS_E2EProtocol). Lengths and offsets are in bytes; the variants whose
 * header has a place of its own (CRCOffset and CounterOffset other than the standard's 0 and 8 bits) are not covered.
 */
import { compileCrc, CRC16_CCITT, CRC8_H2F, CRC8_J1850, feed } from './crc.js';
import { inByte, type Checksum } from './e2e.js';

/** Which bytes of the 16-bit data id go into the CRC of profile 1: variants 1A, 1B, 1C, and low. */
export type DataIdMode = 'both' | 'alternating' | 'nibble' | 'low';

/** Profiles 1 and 2 have the counter in the low nibble of byte 1: 0 … 14 in profile 1, 0 … 15 in profile 2. */
export function autosarNibbleCounter(data: Uint8Array): number {
  return data[1]! & 0xf;
}

/**
 * Profile 1: CRC-8 of SAE J1850's polynomial, start value and final value 0 (as its CRC library calls cancel out), over
 * the data id and the bytes 1 … n−1, in byte 0. In nibble mode the id's third nibble stands in the high nibble of byte 1.
 */
export function autosarProfile1({ dataId, mode }: { dataId: number; mode: DataIdMode }): Checksum {
  const step = compileCrc(CRC8_J1850);
  const low = dataId & 0xff;
  const high = dataId >> 8;
  const idBytes: Record<DataIdMode, (counter: number) => readonly number[]> = {
    both: () => [low, high],
    alternating: (counter) => [counter % 2 === 0 ? low : high],
    nibble: () => [low, 0],
    low: () => [low],
  };
  return {
    ...inByte(0),
    minLength: 2,
    compute: (_, data) => feed(step, idBytes[mode](autosarNibbleCounter(data)).reduce(step, 0), data, 1),
  };
}

/**
 * Profile 2: CRC-8 0x2F over the bytes 1 … n−1 and the data id that the list has for the counter, in byte 0.
 * `dataIds` has 16 bytes.
 */
export function autosarProfile2({ dataIds }: { dataIds: ArrayLike<number> }): Checksum {
  const step = compileCrc(CRC8_H2F);
  return {
    ...inByte(0),
    minLength: 2,
    compute: (_, data) =>
      step(feed(step, CRC8_H2F.init, data, 1), dataIds[autosarNibbleCounter(data)]!) ^ CRC8_H2F.xorOut,
  };
}

/**
 * Profile 5: CRC-16 CCITT over all bytes but its own two and then the data id, low byte first both in the id and in the
 * payload, where it stands at `offset`; the byte after it is the counter, 0 … 255.
 */
export function autosarProfile5({ dataId, offset = 0 }: { dataId: number; offset?: number }): Checksum {
  const step = compileCrc(CRC16_CCITT);
  return {
    minLength: offset + 3,
    compute: (_, data) => {
      const before = feed(step, CRC16_CCITT.init, data, 0, offset);
      const payload = feed(step, before, data, offset + 2);
      return step(step(payload, dataId & 0xff), dataId >> 8) ^ CRC16_CCITT.xorOut;
    },
    read: (data) => data[offset]! | (data[offset + 1]! << 8),
    write: (data, checksum) => {
      data[offset] = checksum & 0xff;
      data[offset + 1] = checksum >> 8;
    },
  };
}
