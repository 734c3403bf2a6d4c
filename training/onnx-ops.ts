import type { OnnxAttribute, OnnxGraph, OnnxInitializer, OnnxNode, OnnxValue } from '../onnx/onnx-model.js';
import type { LstmLayer, LstmResult, LstmState, Ops } from './ops.js';

type Constant = { shape: readonly number[]; values: Float32Array };

/** ONNX stacks an LSTM's gates input, output, forget, candidate; `LstmLayer` has input, forget, candidate, output. */
const ONNX_GATES = [0, 3, 1, 2];

/** Interprets the operations by writing them down: a tensor is the name of a value in an ONNX graph (opset 17). */
export class OnnxOps implements Ops<string> {
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers = new Map<string, OnnxInitializer>();
  #count = 0;

  constant(values: readonly number[], shape: readonly number[]): string {
    return this.parameter(`constant_${this.#count++}`, { shape, values: Float32Array.from(values) });
  }

  /** A trained tensor under its own name. */
  parameter(name: string, constant: Constant): string {
    this.#initializers.set(name, { name, ...constant });
    return name;
  }

  matmul(a: string, b: string): string {
    return this.#node('MatMul', [a, b]);
  }
  add(a: string, b: string): string {
    return this.#node('Add', [a, b]);
  }
  sub(a: string, b: string): string {
    return this.#node('Sub', [a, b]);
  }
  mul(a: string, b: string): string {
    return this.#node('Mul', [a, b]);
  }
  sigmoid(x: string): string {
    return this.#node('Sigmoid', [x]);
  }
  tanh(x: string): string {
    return this.#node('Tanh', [x]);
  }
  concat(parts: readonly string[], axis: number): string {
    return this.#node('Concat', parts, { axis: { int: axis } });
  }
  slice(x: string, axis: number, begin: number, end: number): string {
    return this.#node('Slice', [x, this.#integers([begin]), this.#integers([end]), this.#integers([axis])]);
  }
  reshape(x: string, shape: readonly number[]): string {
    const before = this.#nodes.find(({ outputs }) => outputs[0] === x);
    const source = before?.op === 'Reshape' ? before.inputs[0]! : x; // the last of two reshapes says it all
    return this.#node('Reshape', [source, this.#integers(shape)]);
  }
  transpose(x: string, permutation: readonly number[]): string {
    return this.#node('Transpose', [x], { perm: { ints: permutation } });
  }

  /** One LSTM node, several times faster in ONNX Runtime than its single operations. */
  lstm(sequence: string, layer: LstmLayer<string>, initial?: LstmState<string>): LstmResult<string> {
    const { hiddenSize } = layer;
    const output = `lstm_${this.#count++}`;
    const [all, hidden, cell] = [`${output}_all`, `${output}_hidden`, `${output}_cell`];
    const weights = [layer.weightIh, layer.weightHh].map((name) => this.#gateRows(name, hiddenSize));
    const bias = this.#gateBias(layer);
    this.#nodes.push({
      op: 'LSTM',
      inputs: [sequence, ...weights, bias, '', ...(initial ? [initial.hidden, initial.cell] : [])],
      outputs: [all, hidden, cell],
      attributes: { hidden_size: { int: hiddenSize } },
    });
    return { outputs: this.reshape(all, [layer.length, -1, hiddenSize]), state: { hidden, cell } };
  }

  /** As a root of the square: exact, and of operations that every runtime has. */
  abs(x: string): string {
    return this.#node('Sqrt', [this.mul(x, x)]);
  }

  /** The graph that computes `results` from `input` and gives each as an output; what they do not need stays out. */
  graph(name: string, input: OnnxValue, results: readonly { output: OnnxValue; value: string }[]): OnnxGraph {
    const needed = new Set(results.map(({ value }) => value));
    const renamed = (value: string) => results.find((result) => result.value === value)?.output.name ?? value;
    const nodes: OnnxNode[] = [];
    for (const node of this.#nodes.toReversed()) {
      if (!node.outputs.some((value) => needed.has(value))) continue;
      node.inputs.forEach((value) => needed.add(value));
      const outputs = node.outputs.map((value) => (needed.has(value) ? renamed(value) : ''));
      nodes.unshift({ ...node, inputs: node.inputs.map(renamed), outputs });
    }
    const initializers = [...needed].flatMap((value) => this.#initializers.get(value) ?? []);
    return { name, nodes, initializers, inputs: [input], outputs: results.map(({ output }) => output) };
  }

  #node(op: string, inputs: readonly string[], attributes: Record<string, OnnxAttribute> = {}): string {
    const output = `${op.toLowerCase()}_${this.#count++}`;
    this.#nodes.push({ op, inputs, outputs: [output], attributes });
    return output;
  }

  #integers(values: readonly number[]): string {
    const name = `integers_${values.join('_')}`;
    this.#initializers.set(name, { name, shape: [values.length], values: BigInt64Array.from(values.map(BigInt)) });
    return name;
  }

  /** [rows, 4H] → [1, 4H, rows], gates in ONNX's order. */
  #gateRows(name: string, hiddenSize: number): string {
    const { shape, values } = this.#weights(name);
    const [rows, columns] = shape as [number, number]; // as: a weight of a layer is a matrix
    const turned = new Float32Array(values.length);
    ONNX_GATES.forEach((gate, g) => {
      for (let h = 0; h < hiddenSize; h++) {
        for (let r = 0; r < rows; r++) {
          turned[(g * hiddenSize + h) * rows + r] = values[r * columns + gate * hiddenSize + h]!;
        }
      }
    });
    return this.parameter(`${name}.onnx`, { shape: [1, columns, rows], values: turned });
  }

  /** Both biases → [1, 8H], gates in ONNX's order. */
  #gateBias({ biasIh, biasHh, hiddenSize }: LstmLayer<string>): string {
    const values = [biasIh, biasHh].flatMap((name) =>
      ONNX_GATES.flatMap((gate) => {
        return [...this.#weights(name).values.subarray(gate * hiddenSize, (gate + 1) * hiddenSize)];
      }),
    );
    return this.parameter(`${biasIh}.onnx`, { shape: [1, values.length], values: Float32Array.from(values) });
  }

  #weights(name: string): Constant {
    return this.#initializers.get(name) as Constant; // as: a layer's weights came in by `parameter`
  }
}
