import type { OnnxAttribute, OnnxGraph, OnnxInitializer, OnnxNode, OnnxValue } from './onnx-model.js';
import { readFields, readFloat, readIntegers, readText, type Field } from './protobuf-reader.js';

// TensorProto.DataType
const FLOAT = 1;
const INT64 = 7;

/** The graph of an .onnx file, as far as an `OnnxGraph` can hold it; a RangeError says what it can't. */
export function readOnnxModel(model: Uint8Array): OnnxGraph {
  const graph = only(model, 7);
  if (!graph) throw new RangeError('expected a model with a graph, got none');
  const fields = [...readFields(graph)];
  const all = (field: number) => fields.filter((one) => one.field === field).map(({ bytes }) => bytes);
  return {
    name: readText(all(2)[0] ?? new Uint8Array(0)),
    nodes: all(1).map(readNode),
    initializers: all(5).map(readTensor),
    inputs: all(11).map(readValue),
    outputs: all(12).map(readValue),
  };
}

/** The last field of this number, as a message may repeat a single one. */
function only(message: Uint8Array, field: number): Uint8Array | undefined {
  let found: Uint8Array | undefined;
  for (const one of readFields(message)) if (one.field === field) found = one.bytes;
  return found;
}

function readNode(message: Uint8Array): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: Record<string, OnnxAttribute> = {};
  let op = '';
  let domain = '';
  for (const { field, bytes } of readFields(message)) {
    if (field === 1) inputs.push(readText(bytes));
    else if (field === 2) outputs.push(readText(bytes));
    else if (field === 4) op = readText(bytes);
    else if (field === 5) Object.assign(attributes, readAttribute(bytes));
    else if (field === 7) domain = readText(bytes);
  }
  return { op: domain === '' ? op : `${domain}.${op}`, inputs, outputs, attributes };
}

function readAttribute(message: Uint8Array): Record<string, OnnxAttribute> {
  let name = '';
  let value: OnnxAttribute | undefined;
  const ints: number[] = [];
  for (const field of readFields(message)) {
    if (field.field === 1) name = readText(field.bytes);
    else if (field.field === 2) value = { float: readFloat(field.bytes) };
    else if (field.field === 3) value = { int: Number(field.int) };
    else if (field.field === 4) value = { text: readText(field.bytes) };
    else if (field.field === 8) ints.push(...readIntegers(field).map(Number));
    else if (field.field !== 20 && field.field !== 13)
      throw new RangeError(`expected an attribute of numbers or text, got field ${field.field} in ${name}`);
  }
  return { [name]: value ?? { ints } };
}

function readTensor(message: Uint8Array): OnnxInitializer {
  const shape: number[] = [];
  const floats: number[] = [];
  const integers: bigint[] = [];
  let name = '';
  let type = 0;
  let raw: Uint8Array | undefined;
  for (const field of readFields(message)) {
    if (field.field === 1) shape.push(...readIntegers(field).map(Number));
    else if (field.field === 2) type = Number(field.int);
    else if (field.field === 4) floats.push(...floatsOf(field));
    else if (field.field === 7) integers.push(...readIntegers(field));
    else if (field.field === 8) name = readText(field.bytes);
    else if (field.field === 9) raw = Uint8Array.from(field.bytes); // a copy: an element must begin at a multiple of its size
  }
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  let values: Float32Array | BigInt64Array;
  if (type === FLOAT) values = raw ? new Float32Array(raw.buffer) : Float32Array.from(floats);
  else if (type === INT64) values = raw ? new BigInt64Array(raw.buffer) : BigInt64Array.from(integers);
  else throw new RangeError(`expected ${name} to be float32 or int64, got type ${type}`);
  if (values.length !== size) throw new RangeError(`expected ${size} values in ${name}, got ${values.length}`);
  return { name, shape, values };
}

function floatsOf({ bytes }: Field): number[] {
  return Array.from({ length: bytes.length / 4 }, (_, k) => readFloat(bytes.subarray(4 * k)));
}

function readValue(message: Uint8Array): OnnxValue {
  const tensor = only(only(message, 2) ?? new Uint8Array(0), 1);
  const dimensions = only(tensor ?? new Uint8Array(0), 2);
  const shape = [...readFields(dimensions ?? new Uint8Array(0))].map(({ bytes }) => {
    const [dimension] = readFields(bytes);
    if (!dimension) return '';
    return dimension.field === 1 ? Number(dimension.int) : readText(dimension.bytes);
  });
  return { name: readText(only(message, 1) ?? new Uint8Array(0)), shape };
}
