import type { OnnxGraph, OnnxNode } from '../onnx-model.js';
import { OPERATIONS, type Scope } from './operations.js';
import { Program, type Tensor } from './program.js';

/** A graph that can't be compiled; the message is what stands in the way. */
export class Uncompilable extends Error {
  override name = 'Uncompilable';
}

export type CompiledGraph = { program: Program; input: Tensor; outputs: { name: string; tensor: Tensor }[] };

/** A graph of one input [N, width] as a program that answers one row. Not all of ONNX: see `OPERATIONS`. */
export function compileGraph({ nodes, initializers, inputs, outputs }: OnnxGraph): CompiledGraph {
  const program = new Program();
  const values = new Map<string, Tensor>();
  const integers = new Map<string, readonly number[]>();
  for (const { name, shape, values: constants } of initializers) {
    if (constants instanceof Float32Array) values.set(name, program.constant(constants, shape));
    else integers.set(name, Array.from(constants, Number));
  }
  const [given, ...others] = inputs;
  if (!given || others.length > 0) throw new Uncompilable(`expected one input, got ${inputs.length}`);
  const input = program.allocate(given.shape.map((dimension) => (typeof dimension === 'number' ? dimension : 1)));
  values.set(given.name, input);

  for (const node of nodes) {
    const fail = (why: string): never => {
      throw new Uncompilable(`${node.op} (${node.outputs.join(', ')}): ${why}`);
    };
    const scope: Scope = {
      program,
      node,
      fail,
      has: (index) => (node.inputs[index] ?? '') !== '',
      tensor: (index) => values.get(node.inputs[index] ?? '') ?? fail(`input ${index} is no float32 tensor`),
      constant: (index) => scope.tensor(index).values ?? fail(`input ${index} is no constant`),
      list: (index) => integers.get(node.inputs[index] ?? '') ?? fail(`input ${index} is no constant list of int64`),
      int: (name, usual) => intAttribute(node, name) ?? usual ?? fail(`attribute ${name} is missing`),
    };
    const operation = Object.hasOwn(OPERATIONS, node.op) ? OPERATIONS[node.op]! : fail('this operation is not known');
    operation(scope).forEach((tensor, k) => {
      if (node.outputs[k]) values.set(node.outputs[k], tensor);
    });
  }
  const results = outputs.map(({ name }) => {
    const tensor = values.get(name);
    if (!tensor) throw new Uncompilable(`nothing gives the output ${name}`);
    return { name, tensor };
  });
  return { program, input, outputs: results };
}

function intAttribute(node: OnnxNode, name: string): number | undefined {
  const attribute = node.attributes?.[name];
  return attribute && 'int' in attribute ? attribute.int : undefined;
}
