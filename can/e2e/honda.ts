import { MAX_STANDARD_ID } from '../frame.js';
import type { Checksum } from './e2e.js';

/** What brings the sum of all nibbles to zero is 8, and 3 more with an extended id. */
const STANDARD = 8;
const EXTENDED = 11;

/**
 * Honda: the low nibble of the last byte makes the nibbles of id and payload sum up to a constant modulo 16. Bits 4 and 5
 * of that byte are the counter.
 */
export function hondaChecksum(): Checksum {
  return {
    minLength: 1,
    compute: (id, data) => {
      let sum = 0;
      for (let rest = id; rest > 0; rest >>>= 4) sum += rest & 0xf;
      for (const byte of data) sum += (byte >> 4) + (byte & 0xf);
      sum -= data.at(-1)! & 0xf;
      return ((id > MAX_STANDARD_ID ? EXTENDED : STANDARD) - sum) & 0xf;
    },
    read: (data) => data.at(-1)! & 0xf,
    write: (data, checksum) => {
      data[data.length - 1] = (data.at(-1)! & 0xf0) | checksum;
    },
  };
}
