/** BLF logs by hand. */
import { deflateSync } from 'node:zlib';

/** of an object's flags: what its stamp counts */
export const [TEN_MICROSECONDS, NANOSECONDS] = [1, 2];

/** The head of a file whose measurement began so, in UTC. */
export function blfHead(start: Date): Buffer {
  const bytes = Buffer.alloc(144);
  bytes.write('LOGG');
  bytes.writeUInt32LE(144, 4);
  [
    ...[start.getUTCFullYear(), start.getUTCMonth() + 1, start.getUTCDay(), start.getUTCDate()],
    ...[start.getUTCHours(), start.getUTCMinutes(), start.getUTCSeconds(), start.getUTCMilliseconds()],
  ].forEach((value, k) => bytes.writeUInt16LE(value, 40 + 2 * k));
  return bytes;
}

/** An object with its padding; `flags`: in what its stamp counts. */
export function blfObject(type: number, body: Buffer, { flags = NANOSECONDS, ticks = 5_000_000n } = {}): Buffer {
  const header = Buffer.alloc(32);
  header.write('LOBJ');
  header.writeUInt16LE(32, 4);
  header.writeUInt16LE(1, 6);
  header.writeUInt32LE(32 + body.length, 8);
  header.writeUInt32LE(type, 12);
  header.writeUInt32LE(flags, 16);
  header.writeBigUInt64LE(ticks, 24);
  return Buffer.concat([header, body, Buffer.alloc(body.length % 4)]);
}

/** Inflated or not; `data`: in the place of what is in it */
export function blfContainer(inside: Buffer, given: { method?: number; data?: Buffer } = {}): Buffer {
  const { method = 2 } = given;
  const data = given.data ?? (method === 2 ? deflateSync(inside) : inside);
  const header = Buffer.alloc(32);
  header.write('LOBJ');
  header.writeUInt16LE(16, 4);
  header.writeUInt16LE(1, 6);
  header.writeUInt32LE(32 + data.length, 8);
  header.writeUInt32LE(10, 12);
  header.writeUInt16LE(method, 16);
  header.writeUInt32LE(inside.length, 24);
  return Buffer.concat([header, data, Buffer.alloc(data.length % 4)]);
}
