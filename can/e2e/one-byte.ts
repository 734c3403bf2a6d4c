import { compileCrc, CRC8_J1850, feed } from './crc.js';
import { inByte, type Checksum } from './e2e.js';

/** Where the checksum's byte is: an index, −1 for the last; all other bytes count. */
export type ByteChecksumOptions = { at?: number };

/** Exclusive or of all other bytes. */
export function xorChecksum({ at = -1 }: ByteChecksumOptions = {}): Checksum {
  const place = inByte(at);
  return {
    ...place,
    compute: (_, data) => data.reduce((xor, byte) => xor ^ byte, 0) ^ place.read(data),
  };
}

/** CRC-8 of SAE J1850 over all other bytes (Chrysler and many more). */
export function j1850Checksum({ at = -1 }: ByteChecksumOptions = {}): Checksum {
  const step = compileCrc(CRC8_J1850);
  return {
    ...inByte(at),
    compute: (_, data) => {
      const own = at < 0 ? data.length + at : at;
      const before = feed(step, CRC8_J1850.init, data, 0, own);
      return feed(step, before, data, own + 1) ^ CRC8_J1850.xorOut;
    },
  };
}
