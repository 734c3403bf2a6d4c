import { add, concat, constant, filled, matmul, mul, reshape, slice, sub, withInputs } from './build.js';
import { evaluateNode } from './evaluate.js';
import { sameShape, size, type Node } from './node.js';

/** An equal node that is cheaper, or that another rule can go on from; undefined where the rule has nothing to say. */
export type GraphRule = (node: Node) => Node | undefined;

/** Operations on constants alone are done once, here. */
const foldConstants: GraphRule = (node) => {
  if (node.operation.kind === 'constant' || node.inputs.length === 0) return undefined;
  if (!node.inputs.every(({ operation }) => operation.kind === 'constant')) return undefined;
  return constant(
    evaluateNode(
      node,
      node.inputs.map((x) => evaluateNode(x, [])),
    ),
    node.shape,
  );
};

/** x + 0, x − 0, x · 1, x / 1 are x; x · 0 and products with a zero matrix are 0. */
const dropNeutral: GraphRule = (node) => {
  const [x, y] = node.inputs;
  const { kind } = node.operation;
  if ((kind === 'mul' || kind === 'matmul') && (isAll(x!, 0) || isAll(y!, 0))) return filled(0, node.shape);
  const neutral = kind === 'add' || kind === 'sub' ? 0 : kind === 'mul' || kind === 'div' ? 1 : undefined;
  if (neutral === undefined) return undefined;
  if (isAll(y!, neutral) && sameShape(x!.shape, node.shape)) return x;
  const commutes = kind === 'add' || kind === 'mul';
  return commutes && isAll(x!, neutral) && sameShape(y!.shape, node.shape) ? y : undefined;
};

/** Operations that move nothing: a whole slice, a concat of one, a shape or an order that is the same again. */
const dropIdle: GraphRule = ({ operation, inputs, shape }) => {
  const [x] = inputs;
  switch (operation.kind) {
    case 'slice':
    case 'pad':
    case 'expand':
    case 'reshape':
    case 'concat':
      return inputs.length === 1 && sameShape(x!.shape, shape) ? x : undefined;
    case 'sum':
      return size(shape) === size(x!.shape) ? x : undefined;
    case 'transpose':
      return operation.permutation.every((axis, k) => axis === k) ? x : undefined;
    default:
      return undefined;
  }
};

/** One change of shape does for two. */
const joinReshapes: GraphRule = ({ operation, inputs: [x], shape }) =>
  operation.kind === 'reshape' && x!.operation.kind === 'reshape' ? reshape(x!.inputs[0]!, shape) : undefined;

/** Element-by-element operations repeat their inputs by themselves. */
const dropExpand: GraphRule = (node) => {
  if (!['add', 'sub', 'mul', 'div'].includes(node.operation.kind)) return undefined;
  for (const [k, x] of node.inputs.entries()) {
    if (x.operation.kind !== 'expand' || !sameShape(node.inputs[1 - k]!.shape, node.shape)) continue;
    return withInputs(node, node.inputs.with(k, x.inputs[0]!));
  }
  return undefined;
};

/** (x + u) + v = x + (u + v) where u and v are rows, added to each row of a large x. */
const addRowsFirst: GraphRule = ({ operation, inputs: [sum, v], shape }) => {
  if (operation.kind !== 'add' || sum!.operation.kind !== 'add') return undefined;
  const [x, u] = sum!.inputs;
  return isRow(u!) && isRow(v!) && sameShape(x!.shape, shape) ? add(x!, add(u!, v!)) : undefined;
};

/** A row is added before a change of shape that keeps the last axis: next to the product that it belongs to. */
const addRowBeforeReshape: GraphRule = ({ operation, inputs: [x, row], shape }) => {
  if (operation.kind !== 'add' || x!.operation.kind !== 'reshape' || !sameShape(x!.shape, shape)) return undefined;
  const [unshaped] = x!.inputs;
  const keeps = isRow(row!) && unshaped!.shape.length > 1 && unshaped!.shape.at(-1) === shape.at(-1);
  return keeps ? reshape(add(unshaped!, row!), shape) : undefined;
};

/**
 * Columns of a product (and of a row added to it) are the product with those columns: gates that nobody reads are then
 * never computed, and those that are read come out in one piece each instead of being copied out of a wider matrix.
 */
const sliceBeforeProduct: GraphRule = ({ operation, inputs: [x], shape }) => {
  if (operation.kind !== 'slice' || operation.axis !== 1 || shape.length !== 2) return undefined;
  const { begin, end } = operation;
  const columns = ({ operation: product, inputs: [a, b] }: Node) => {
    if (product.kind !== 'matmul') return undefined;
    return matmul(a!, slice(b!, product.turnB ? 0 : 1, begin, end), product);
  };
  if (x!.operation.kind !== 'add') return columns(x!);
  const [product, row] = x!.inputs;
  const narrow = isRow(row!) && row!.shape[0] === x!.shape[1] ? columns(product!) : undefined;
  return narrow && add(narrow, slice(row!, 0, begin, end));
};

/**
 * The slopes of tanh and sigmoid behind a product p = a·y: d·a·(1 − y²) is d·(a − p·y), and d·a·(y − y²) is
 * d·(p − p·y). The product is there already, from the forward pass.
 */
const reuseProduct: GraphRule = ({ operation, inputs: [scaled, slope] }) => {
  if (operation.kind !== 'mul' || scaled!.operation.kind !== 'mul' || slope!.operation.kind !== 'sub') return undefined;
  const [d, a] = scaled!.inputs;
  const [whole, square] = slope!.inputs;
  const [y, again] = square!.inputs;
  if (square!.operation.kind !== 'mul' || y !== again || ![d, a].every((x) => sameShape(x!.shape, y!.shape)))
    return undefined;
  const product = mul(a!, y!);
  if (whole === y) return mul(d!, sub(product, mul(product, y!)));
  return isAll(whole!, 1) ? mul(d!, sub(a!, mul(product, y!))) : undefined;
};

/** The sum of a matrix's rows is a product with ones, which takes half the time in ONNX Runtime. */
const sumByProduct: GraphRule = ({ operation, inputs: [x], shape }) => {
  if (operation.kind !== 'sum' || x!.shape.length !== 2 || operation.axes.join() !== '0') return undefined;
  return reshape(matmul(filled(1, [1, x!.shape[0]!]), x!), shape);
};

/** Parts padded to different places of one axis and added are those parts one after the other. */
const padsToConcat: GraphRule = ({ operation, inputs, shape }) => {
  if (operation.kind !== 'add') return undefined;
  const found = inputs.map(placedParts);
  const [x, y] = found;
  if (!x || !y || x.axis !== y.axis || !inputs.every((one) => sameShape(one.shape, shape))) return undefined;
  const parts = [...x.parts, ...y.parts].sort((one, other) => one.begin - other.begin);
  const apart = parts.every(({ begin }, k) => k === 0 || endOf(parts[k - 1]!, x.axis) <= begin);
  if (!apart) return undefined;
  const whole: Node[] = [];
  let end = 0;
  for (const part of [...parts, { begin: shape[x.axis]!, node: undefined }]) {
    if (part.begin > end) whole.push(filled(0, shape.with(x.axis, part.begin - end)));
    if (part.node) whole.push(part.node);
    end = part.node ? endOf(part, x.axis) : end;
  }
  return concat(whole, x.axis);
};

type Placed = { begin: number; node: Node };

function placedParts({ operation, inputs }: Node): { axis: number; parts: Placed[] } | undefined {
  if (operation.kind === 'pad') return { axis: operation.axis, parts: [{ begin: operation.begin, node: inputs[0]! }] };
  if (operation.kind !== 'concat' || !inputs.some((one) => isAll(one, 0))) return undefined;
  let begin = 0;
  const parts = inputs.map((node) => {
    const placed = { begin, node };
    begin += node.shape[operation.axis]!;
    return placed;
  });
  return { axis: operation.axis, parts: parts.filter(({ node }) => !isAll(node, 0)) };
}

const endOf = ({ begin, node }: Placed, axis: number): number => begin + node.shape[axis]!;
const isRow = ({ shape }: Node): boolean => shape.length === 1;

function isAll({ operation }: Node, value: number): boolean {
  return operation.kind === 'constant' && operation.values.every((one) => one === value);
}

export const RULES: readonly GraphRule[] = [
  foldConstants,
  dropNeutral,
  dropIdle,
  joinReshapes,
  dropExpand,
  addRowsFirst,
  addRowBeforeReshape,
  sliceBeforeProduct,
  reuseProduct,
  sumByProduct,
  padsToConcat,
];
