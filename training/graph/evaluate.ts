import { size, type Kind, type Node, type Operation, type Shape } from './node.js';

type Values = Float64Array;
/** Values of the inputs → those of the result. */
type Evaluation<O extends Operation> = (node: Node, inputs: Values[], operation: O) => Values;

const EVALUATIONS: { [K in Exclude<Kind, 'input'>]: Evaluation<Extract<Operation, { kind: K }>> } = {
  constant: ({ shape }, _, { values }) => fill(shape, (at) => values[values.length === 1 ? 0 : at]!),
  add: elementwise((x, y) => x + y),
  sub: elementwise((x, y) => x - y),
  mul: elementwise((x, y) => x * y),
  div: elementwise((x, y) => x / y),
  sigmoid: elementwise((x) => 1 / (1 + Math.exp(-x))),
  tanh: elementwise(Math.tanh),
  relu: elementwise((x) => Math.max(0, x)),
  sqrt: elementwise(Math.sqrt),
  step: elementwise((x) => (x > 0 ? 1 : 0)),
  matmul(node, [x, y], { turnA, turnB }) {
    const [rows, columns] = node.shape as [number, number]; // as: matmul has rank 2
    const inner = node.inputs[0]!.shape[turnA ? 0 : 1]!;
    return fill(node.shape, (at) => {
      const [r, c] = [Math.floor(at / columns), at % columns];
      let total = 0;
      for (let k = 0; k < inner; k++) {
        total += x![turnA ? k * rows + r : r * inner + k]! * y![turnB ? c * inner + k : k * columns + c]!;
      }
      return total;
    });
  },
  concat(node, inputs, { axis }) {
    const values = new Float64Array(size(node.shape));
    let begin = 0;
    node.inputs.forEach(({ shape }, p) => {
      scatter(inputs[p]!, shape, values, node.shape, (position) => position.with(axis, position[axis]! + begin));
      begin += shape[axis]!;
    });
    return values;
  },
  slice: (node, [x], { axis, begin }) => gather(node, x!, (position) => position.with(axis, position[axis]! + begin)),
  pad(node, [x], { axis, begin }) {
    const values = new Float64Array(size(node.shape));
    scatter(x!, node.inputs[0]!.shape, values, node.shape, (position) => position.with(axis, position[axis]! + begin));
    return values;
  },
  reshape: (_, [x]) => x!,
  transpose: (node, [x], { permutation }) =>
    gather(node, x!, (position) => permutation.map((_axis, k) => position[permutation.indexOf(k)]!)),
  sum(node, [x], { axes }) {
    const values = new Float64Array(size(node.shape));
    scatter(x!, node.inputs[0]!.shape, values, node.shape, (position) =>
      position.map((p, axis) => (axes.includes(axis) ? 0 : p)),
    );
    return values;
  },
  expand: elementwise((x) => x),
};

/** One node's values in float64 from those of its inputs, row by row: for constants, which are few and small. */
export function evaluateNode(node: Node, inputs: readonly Float64Array[]): Float64Array {
  const { operation } = node;
  if (operation.kind === 'input') throw new TypeError(`evaluate: input ${node.name} has no value of its own`);
  const evaluation = EVALUATIONS[operation.kind] as Evaluation<Operation>; // as: found under its own kind
  return evaluation(node, [...inputs], operation);
}

function elementwise(f: (x: number, y: number) => number): Evaluation<Operation> {
  return (node, inputs) => {
    const [x, y] = inputs.map((values, k) => repeated(values, node.inputs[k]!.shape, node.shape));
    return fill(node.shape, (at) => f(x!(at), y ? y(at) : 0));
  };
}

/** Reads values of `shape` at a place of a result that they are broadcast to. */
function repeated(values: Values, shape: Shape, result: Shape): (at: number) => number {
  if (values.length === size(result)) return (at) => values[at]!;
  const lead = result.length - shape.length;
  return (at) =>
    values[
      offset(
        shape,
        place(result, at)
          .slice(lead)
          .map((p, k) => (shape[k] === 1 ? 0 : p)),
      )
    ]!;
}

/** Each place of the result takes the value that `from` points to. */
function gather(node: Node, x: Values, from: (position: number[]) => number[]): Values {
  return fill(node.shape, (at) => x[offset(node.inputs[0]!.shape, from(place(node.shape, at)))]!);
}

/** Adds each value to the place that `to` points to. */
function scatter(x: Values, shape: Shape, result: Values, resultShape: Shape, to: (position: number[]) => number[]) {
  for (let at = 0; at < x.length; at++) result[offset(resultShape, to(place(shape, at)))]! += x[at]!;
}

const fill = (shape: Shape, value: (at: number) => number): Values =>
  Float64Array.from({ length: size(shape) }, (_, at) => value(at));

function place(shape: Shape, at: number): number[] {
  const position = new Array<number>(shape.length);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    position[axis] = at % shape[axis]!;
    at = Math.floor(at / shape[axis]!);
  }
  return position;
}

const offset = (shape: Shape, position: readonly number[]): number =>
  position.reduce((at, p, axis) => at * shape[axis]! + p, 0);
