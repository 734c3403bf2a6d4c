/**
 * The protobuf wire format, as far as an ONNX file needs it (protobuf.dev, "Encoding"): each function gives the bytes
 * of one field, and a message is its fields one after the other.
 */

const WIRE = { varint: 0, lengthDelimited: 2, fixed32: 5 } as const;

/** Field numbers are those of the .proto file. */
export function int64Field(field: number, value: number | bigint): Uint8Array {
  return concat([tag(field, WIRE.varint), varint(value)]);
}

export function floatField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concat([tag(field, WIRE.fixed32), bytes]);
}

export function bytesField(field: number, bytes: Uint8Array): Uint8Array {
  return concat([tag(field, WIRE.lengthDelimited), varint(bytes.length), bytes]);
}

/** UTF-8. */
export function textField(field: number, text: string): Uint8Array {
  return bytesField(field, new TextEncoder().encode(text));
}

export function packedInt64Field(field: number, values: readonly (number | bigint)[]): Uint8Array {
  return bytesField(field, concat(values.map(varint)));
}

export function messageField(field: number, fields: readonly Uint8Array[]): Uint8Array {
  return bytesField(field, concat(fields));
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function tag(field: number, wireType: number): Uint8Array {
  return varint((field << 3) | wireType);
}

/** Seven bits a byte, lowest first; a negative number is its 64-bit two's complement, ten bytes long. */
function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
