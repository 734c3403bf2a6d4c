import type { OnnxAttribute, OnnxGraph, OnnxInitializer, OnnxNode } from '../../onnx/onnx-model.js';
import { findFusions, type Fusion } from './fusion.js';
import { size, topological, type Node } from './node.js';

/** Writes a graph down as an ONNX model (opset 17) that computes `results` from the graph's inputs. */
export function graphToOnnx(name: string, results: Readonly<Record<string, Node>>): OnnxGraph {
  const nodes = topological(Object.values(results));
  const writer = new Writer(findFusions(nodes, Object.values(results)));
  for (const node of nodes) writer.write(node);
  for (const [result, node] of Object.entries(results)) writer.push('Identity', [writer.nameOf(node)], [result]);
  const inputs = nodes.filter(({ operation }) => operation.kind === 'input');
  return {
    name,
    nodes: writer.nodes,
    initializers: [...writer.initializers.values()],
    inputs: inputs.map((node) => ({ name: node.name!, shape: node.shape })),
    outputs: Object.entries(results).map(([result, { shape }]) => ({ name: result, shape })),
  };
}

const ONE_TO_ONE = {
  add: 'Add',
  sub: 'Sub',
  mul: 'Mul',
  div: 'Div',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  relu: 'Relu',
  sqrt: 'Sqrt',
} as const;

class Writer {
  readonly nodes: OnnxNode[] = [];
  readonly initializers = new Map<string, OnnxInitializer>();
  readonly #names = new Map<Node, string>();
  readonly #fusion: Fusion;

  constructor(fusion: Fusion) {
    this.#fusion = fusion;
  }

  nameOf(node: Node): string {
    const name = this.#names.get(node) ?? (node.operation.kind === 'input' ? node.name! : `value_${this.#names.size}`);
    this.#names.set(node, name);
    return name;
  }

  write(node: Node): void {
    const { operation, inputs, shape } = node;
    const names = () => inputs.map((x) => this.nameOf(x));
    const push = (op: string, integers: (readonly number[])[] = [], attributes: Record<string, OnnxAttribute> = {}) =>
      this.push(op, [...names(), ...integers.map((values) => this.#integers(values))], [this.nameOf(node)], attributes);
    switch (operation.kind) {
      case 'input':
        return;
      case 'constant':
        return this.#constant(node, operation.values);
      case 'matmul':
        return this.#fusion.absorbed.has(node) ? undefined : this.#gemm(node, node);
      case 'add': {
        const fused = this.#fusion.adds.get(node);
        return fused ? this.#gemm(node, fused.product, fused.addend) : push('Add');
      }
      case 'slice':
        if (!this.#split(node)) push('Slice', [[operation.begin], [operation.end], [operation.axis]]);
        return;
      case 'pad':
        return push('Pad', [pads(node, operation)]);
      case 'concat':
        return push('Concat', [], { axis: { int: operation.axis } });
      case 'transpose':
        return push('Transpose', [], { perm: { ints: operation.permutation } });
      case 'reshape':
        return push('Reshape', [shape]);
      case 'expand':
        return push('Expand', [shape]);
      case 'sum':
        return push('ReduceSum', [operation.axes]);
      case 'step': {
        const positive = `${this.nameOf(node)}_positive`; // the sign of what relu leaves is 0 or 1
        this.push('Relu', names(), [positive]);
        return this.push('Sign', [positive], [this.nameOf(node)]);
      }
      default:
        return push(ONE_TO_ONE[operation.kind]);
    }
  }

  push(op: string, inputs: readonly string[], outputs: readonly string[], attributes = {}): void {
    this.nodes.push({ op, inputs, outputs, attributes });
  }

  #gemm(result: Node, { operation, inputs }: Node, addend?: Node): void {
    if (operation.kind !== 'matmul') throw new TypeError(`expected a product, got ${operation.kind}`);
    const { turnA, turnB } = operation;
    const attributes = { transA: { int: Number(turnA) }, transB: { int: Number(turnB) } };
    const factors = [...inputs, ...(addend ? [addend] : [])];
    this.push(
      'Gemm',
      factors.map((x) => this.nameOf(x)),
      [this.nameOf(result)],
      attributes,
    );
  }

  /** Written with the first of its slices; false where the slice stands alone. */
  #split(node: Node): boolean {
    const group = this.#fusion.splits.get(node);
    if (!group) return false;
    if (this.#names.has(node)) return true;
    const { of, axis, slices } = group;
    const lengths = this.#integers(slices.map(({ shape }) => shape[axis]!));
    const outputs = slices.map((slice) => this.nameOf(slice));
    this.push('Split', [this.nameOf(of), lengths], outputs, { axis: { int: axis } });
    return true;
  }

  #constant(node: Node, values: Float64Array): void {
    const name = this.nameOf(node);
    const all = Float32Array.from({ length: size(node.shape) }, (_, k) => values[values.length === 1 ? 0 : k]!);
    this.initializers.set(name, { name, shape: node.shape, values: all });
  }

  #integers(values: readonly number[]): string {
    const name = `integers_${values.join('_')}`;
    this.initializers.set(name, { name, shape: [values.length], values: BigInt64Array.from(values.map(BigInt)) });
    return name;
  }
}

/** Zeros before and after each axis. */
function pads({ shape, inputs: [x] }: Node, { axis, begin }: { axis: number; begin: number }): number[] {
  const before = shape.map((_, k) => (k === axis ? begin : 0));
  return [...before, ...shape.map((n, k) => n - before[k]! - x!.shape[k]!)];
}
