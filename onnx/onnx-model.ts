import {
  bytesField,
  concat,
  floatField,
  int64Field,
  messageField,
  packedInt64Field,
  textField,
} from './protobuf-writer.js';

/** The newest versions that the checker of Debian 12 (onnx 1.12) knows. */
export const IR_VERSION = 8;
export const OPSET_VERSION = 17;
const PRODUCER = 'steercast';

// TensorProto.DataType
const FLOAT = 1;
const INT64 = 7;

export type OnnxAttribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly graph: OnnxGraph };

export type OnnxNode = {
  op: string;
  /** an empty name leaves an optional input out */
  inputs: readonly string[];
  /** an empty name leaves an optional output out */
  outputs: readonly string[];
  attributes?: Readonly<Record<string, OnnxAttribute>>;
};

/** A constant; row by row. */
export type OnnxInitializer = { name: string; shape: readonly number[]; values: Float32Array | BigInt64Array };

/** A float32 tensor at the graph's edge; a dimension that is free carries a name, such as 'N'. */
export type OnnxValue = { name: string; shape: readonly (number | string)[] };

export type OnnxGraph = {
  name: string;
  /** each node after those whose outputs it takes */
  nodes: readonly OnnxNode[];
  initializers: readonly OnnxInitializer[];
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
};

/** Graph → the bytes of an .onnx file (a ModelProto of onnx.proto); the same graph gives the same bytes. */
export function encodeOnnxModel(graph: OnnxGraph): Uint8Array {
  return concat([
    int64Field(1, IR_VERSION),
    textField(2, PRODUCER),
    messageField(7, graphFields(graph)),
    messageField(8, [textField(1, ''), int64Field(2, OPSET_VERSION)]),
  ]);
}

function graphFields(graph: OnnxGraph): Uint8Array[] {
  return [
    ...graph.nodes.map((node) => messageField(1, nodeFields(node))),
    textField(2, graph.name),
    ...graph.initializers.map((initializer) => messageField(5, tensorFields(initializer))),
    ...graph.inputs.map((value) => messageField(11, valueFields(value))),
    ...graph.outputs.map((value) => messageField(12, valueFields(value))),
  ];
}

function nodeFields({ op, inputs, outputs, attributes = {} }: OnnxNode): Uint8Array[] {
  return [
    ...inputs.map((input) => textField(1, input)),
    ...outputs.map((output) => textField(2, output)),
    textField(4, op),
    ...Object.entries(attributes).map(([name, value]) =>
      messageField(5, [textField(1, name), ...attributeFields(value)]),
    ),
  ];
}

/** The value, and in field 20 its AttributeType. */
function attributeFields(value: OnnxAttribute): Uint8Array[] {
  if ('float' in value) return [floatField(2, value.float), int64Field(20, 1)];
  if ('int' in value) return [int64Field(3, value.int), int64Field(20, 2)];
  if ('text' in value) return [textField(4, value.text), int64Field(20, 3)];
  if ('graph' in value) return [messageField(6, graphFields(value.graph)), int64Field(20, 5)];
  return [packedInt64Field(8, value.ints), int64Field(20, 7)];
}

function tensorFields({ name, shape, values }: OnnxInitializer): Uint8Array[] {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (size !== values.length) {
    throw new RangeError(`expected initializer ${name} [${shape}] to have ${size} values, got ${values.length}`);
  }
  return [
    packedInt64Field(1, shape),
    int64Field(2, values instanceof Float32Array ? FLOAT : INT64),
    textField(8, name),
    // Little-endian, as is every platform that ONNX Runtime is built for.
    bytesField(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
  ];
}

function valueFields({ name, shape }: OnnxValue): Uint8Array[] {
  const dimensions = shape.map((dimension) =>
    messageField(1, [typeof dimension === 'number' ? int64Field(1, dimension) : textField(2, dimension)]),
  );
  const tensorType = [int64Field(1, FLOAT), messageField(2, dimensions)];
  return [textField(1, name), messageField(2, [messageField(1, tensorType)])];
}
