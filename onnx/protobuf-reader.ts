/** One field of a protobuf message (protobuf.dev, "Encoding"): its number and, by its wire type, its value. */
export type Field = {
  field: number;
  /** of a varint, as a signed 64-bit integer */
  int: bigint;
  /** the bytes of a length-delimited or a fixed field, as a view */
  bytes: Uint8Array;
};

const NO_BYTES = new Uint8Array(0);
const VARINT_BITS = 64n;

/** The fields of a message, in their order; bytes that are no message throw a RangeError. */
export function* readFields(message: Uint8Array): Generator<Field> {
  const cursor = { bytes: message, at: 0 };
  while (cursor.at < message.length) {
    const tag = Number(varint(cursor));
    const field = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { field, int: varint(cursor), bytes: NO_BYTES };
        break;
      case 1:
        yield { field, int: 0n, bytes: take(cursor, 8) };
        break;
      case 2:
        yield { field, int: 0n, bytes: take(cursor, Number(varint(cursor))) };
        break;
      case 5:
        yield { field, int: 0n, bytes: take(cursor, 4) };
        break;
      default:
        throw new RangeError(`expected a protobuf wire type of 0, 1, 2 or 5, got ${tag % 8} at byte ${cursor.at}`);
    }
  }
}

/** Of a repeated int64: its values, written packed or one by one. */
export function readIntegers({ int, bytes }: Field): bigint[] {
  if (bytes.length === 0) return [int];
  const cursor = { bytes, at: 0 };
  const values: bigint[] = [];
  while (cursor.at < bytes.length) values.push(varint(cursor));
  return values;
}

export const readText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

export const readFloat = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getFloat32(0, true);

type Cursor = { readonly bytes: Uint8Array; at: number };

function varint(cursor: Cursor): bigint {
  let value = 0n;
  for (let shift = 0n; shift < VARINT_BITS + 6n; shift += 7n) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) throw new RangeError(`expected a varint, got the end of the message`);
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return BigInt.asIntN(64, value);
  }
  throw new RangeError(`expected a varint of at most ten bytes (before byte ${cursor.at})`);
}

function take(cursor: Cursor, length: number): Uint8Array {
  const bytes = cursor.bytes.subarray(cursor.at, cursor.at + length);
  if (!(length >= 0) || bytes.length < length) throw new RangeError(`expected ${length} bytes, got ${bytes.length}`);
  cursor.at += length;
  return bytes;
}
