import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesField,
  floatField,
  int64Field,
  messageField,
  packedInt64Field,
  textField,
} from '../../onnx/protobuf-writer.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('protobuf fields, against the examples of protobuf.dev', () => {
  it('int64Field writes 150 as 08 96 01', () => {
    expect(hex(int64Field(1, 150))).toBe('089601');
  });

  it('int64Field writes zero, and a negative number as ten bytes', () => {
    expect(hex(int64Field(1, 0))).toBe('0800');
    expect(hex(int64Field(1, -2))).toBe('08feffffffffffffffff01');
  });

  it('field numbers above 15 take two bytes', () => {
    expect(hex(int64Field(20, 7))).toBe('a00107');
  });

  it('textField writes "testing" behind its length', () => {
    expect(hex(textField(2, 'testing'))).toBe('120774657374696e67');
  });

  it('textField counts bytes, not characters', () => {
    expect(hex(textField(2, 'κ'))).toBe('1202ceba');
  });

  it('messageField wraps its fields', () => {
    expect(hex(messageField(3, [int64Field(1, 150)]))).toBe('1a03089601');
  });

  it('packedInt64Field writes 3, 270, 86942 behind one tag', () => {
    expect(hex(packedInt64Field(6, [3, 270, 86942]))).toBe('3206038e029ea705');
    expect(hex(packedInt64Field(6, []))).toBe('3200');
  });

  it('floatField writes little-endian float32', () => {
    expect(hex(floatField(2, 1.5))).toBe('150000c03f');
  });

  it('bytesField writes a length of more than one byte', () => {
    expect(hex(bytesField(9, new Uint8Array(200))).slice(0, 6)).toBe('4ac801');
  });
});

describe('varint', () => {
  it('reads back as the same 64-bit number', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const [, ...bytes] = int64Field(1, value);
        const read = bytes.reduce((sum, byte, k) => sum | (BigInt(byte & 0x7f) << BigInt(7 * k)), 0n);
        expect(BigInt.asIntN(64, read)).toBe(value);
        expect(bytes.map((byte) => byte > 0x7f)).toEqual(bytes.map((_, k) => k < bytes.length - 1));
      }),
    );
  });
});
