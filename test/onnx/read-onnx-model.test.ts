import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeOnnxModel, type OnnxGraph } from '../../onnx/onnx-model.js';
import { floatField, int64Field, messageField, textField, concat } from '../../onnx/protobuf-writer.js';
import { readFields, readIntegers } from '../../onnx/protobuf-reader.js';
import { readOnnxModel } from '../../onnx/read-onnx-model.js';

const GRAPH: OnnxGraph = {
  name: 'all kinds',
  nodes: [
    {
      op: 'Op',
      inputs: ['x', '', 'w'],
      outputs: ['', 'y'],
      attributes: { f: { float: -0.5 }, i: { int: -3 }, t: { text: 'forward' }, list: { ints: [2, -1, 300] } },
    },
    { op: 'Bare', inputs: ['y'], outputs: ['z'], attributes: {} },
  ],
  initializers: [
    { name: 'w', shape: [2, 3], values: Float32Array.of(1, -2, 3.5, NaN, Infinity, -0) },
    { name: 'n', shape: [2], values: BigInt64Array.of(-1n, 2n ** 40n) },
  ],
  inputs: [{ name: 'x', shape: ['N', 20] }],
  outputs: [{ name: 'z', shape: ['N', 5] }],
};

describe('readOnnxModel', () => {
  it('gives back what was written', () => {
    expect(readOnnxModel(encodeOnnxModel(GRAPH))).toEqual(GRAPH);
  });

  it('reads the default model: written again, it has the same bytes', () => {
    const bytes = readFileSync(join(import.meta.dirname, '../../models/default/model.onnx'));
    expect(Buffer.from(encodeOnnxModel(readOnnxModel(bytes))).equals(bytes)).toBe(true);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['no graph', int64Field(1, 8), /a model with a graph/],
    ['a torn file', encodeOnnxModel(GRAPH).subarray(0, 100), /bytes, got|end of the message/],
    ['a wire type of groups', Uint8Array.of(3), /wire type/],
    ['a tensor of doubles', tensor(int64Field(2, 11)), /to be float32 or int64, got type 11/],
    ['too few values', tensor(concat([int64Field(1, 2), int64Field(2, 1), floatField(4, 1)])), /2 values in t, got 1/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readOnnxModel(bytes)).toThrow(RangeError);
    expect(() => readOnnxModel(bytes)).toThrow(message);
  });

  it('reads integers packed or one by one', () => {
    const packed = [...readFields(messageField(8, [Uint8Array.of(1, 0x80, 2)]))];
    expect(readIntegers(packed[0]!)).toEqual([1n, 256n]);
    const single = [...readFields(int64Field(8, -7))];
    expect(readIntegers(single[0]!)).toEqual([-7n]);
  });
});

function tensor(more: Uint8Array): Uint8Array {
  return messageField(7, [messageField(5, [textField(8, 't'), more])]);
}
