import { inByte, type Checksum } from './e2e.js';

/** Toyota: the sum of the id's bytes, the payload's length and its bytes but the last, which carries the sum's low byte. */
export function toyotaChecksum(): Checksum {
  return {
    ...inByte(-1),
    compute: (id, data) => {
      let sum = data.length;
      for (let rest = id; rest > 0; rest >>>= 8) sum += rest & 0xff;
      for (let at = 0; at < data.length - 1; at++) sum += data[at]!;
      return sum & 0xff;
    },
  };
}
