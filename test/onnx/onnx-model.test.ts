import { describe, expect, it } from 'vitest';
import { encodeOnnxModel, IR_VERSION, OPSET_VERSION, type OnnxGraph } from '../../onnx/onnx-model.js';
import { lstmGraph, SIZE } from './lstm-graph.js';
import { checkOnnx, hasPythonOnnx } from './python-onnx.js';

const lstm = lstmGraph({
  w: new Float32Array(4 * SIZE.hidden * SIZE.channels),
  r: new Float32Array(4 * SIZE.hidden * SIZE.hidden),
  b: new Float32Array(8 * SIZE.hidden),
});

const scaled: OnnxGraph = {
  name: 'scaled',
  nodes: [{ op: 'LeakyRelu', inputs: ['features'], outputs: ['answer'], attributes: { alpha: { float: 0.5 } } }],
  initializers: [],
  inputs: [{ name: 'features', shape: ['N', 2] }],
  outputs: [{ name: 'answer', shape: ['N', 2] }],
};

describe('encodeOnnxModel', () => {
  it('gives the same bytes for the same graph', () => {
    expect(encodeOnnxModel(structuredClone(lstm))).toEqual(encodeOnnxModel(lstm));
  });

  it('refuses an initializer whose values do not fill its shape', () => {
    const initializers = [{ name: 'bias', shape: [2, 3], values: new Float32Array(5) }];
    expect(() => encodeOnnxModel({ ...scaled, initializers })).toThrow(
      'expected initializer bias [2,3] to have 6 values, got 5',
    );
  });

  it('takes an initializer that is a part of a larger buffer', () => {
    const all = Float32Array.from([1, 2, 3, 4]);
    const encode = (values: Float32Array) =>
      encodeOnnxModel({ ...scaled, initializers: [{ name: 'x', shape: [2], values }] });
    expect(encode(all.subarray(1, 3))).toEqual(encode(all.slice(1, 3)));
  });
});

describe.skipIf(!hasPythonOnnx())("Debian's ONNX checker", () => {
  it.each([lstm, scaled])('accepts $name', (graph) => {
    expect(checkOnnx(encodeOnnxModel(graph))).toEqual({
      irVersion: IR_VERSION,
      opsets: { '': OPSET_VERSION },
      producer: 'steercast',
    });
  });

  it('refuses an output of another shape than the nodes give', () => {
    const outputs = [{ name: 'answer', shape: ['N', 3] }];
    expect(() => checkOnnx(encodeOnnxModel({ ...scaled, outputs }))).toThrow('expected a valid ONNX model');
  });
});
