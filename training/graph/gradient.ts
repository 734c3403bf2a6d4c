import {
  add,
  div,
  expand,
  filled,
  matmul,
  mul,
  pad,
  reshape,
  scalar,
  slice,
  step,
  sub,
  sum,
  transpose,
} from './build.js';
import { describe, sameShape, size, topological, type Kind, type Node, type Operation, type Shape } from './node.js';

/** A node's inputs' gradients from its own, `dy`, in the order of the inputs. */
type Rule<O extends Operation> = (node: Node, dy: Node, operation: O) => Node[];

const [a, b] = [0, 1] as const;

const RULES: { [K in Kind]?: Rule<Extract<Operation, { kind: K }>> } = {
  add: ({ inputs }, dy) => inputs.map((x) => unbroadcast(dy, x.shape)),
  sub: ({ inputs }, dy) => [unbroadcast(dy, inputs[a]!.shape), unbroadcast(mul(dy, scalar(-1)), inputs[b]!.shape)],
  mul: ({ inputs }, dy) => [
    unbroadcast(mul(dy, inputs[b]!), inputs[a]!.shape),
    unbroadcast(mul(dy, inputs[a]!), inputs[b]!.shape),
  ],
  div: (y, dy) => {
    const whole = div(dy, y.inputs[b]!);
    return [unbroadcast(whole, y.inputs[a]!.shape), unbroadcast(mul(mul(whole, y), scalar(-1)), y.inputs[b]!.shape)];
  },
  sigmoid: (y, dy) => [mul(dy, sub(y, mul(y, y)))],
  tanh: (y, dy) => [mul(dy, sub(scalar(1), mul(y, y)))],
  relu: ({ inputs }, dy) => [mul(dy, step(inputs[a]!))],
  sqrt: (y, dy) => [div(mul(dy, scalar(0.5)), y)],
  matmul: ({ inputs }, dy, { turnA, turnB }) => [
    turnA ? matmul(inputs[b]!, dy, { turnA: turnB, turnB: true }) : matmul(dy, inputs[b]!, { turnB: !turnB }),
    turnB ? matmul(dy, inputs[a]!, { turnA: true, turnB: turnA }) : matmul(inputs[a]!, dy, { turnA: !turnA }),
  ],
  concat({ inputs }, dy, { axis }) {
    let begin = 0;
    return inputs.map((part) => slice(dy, axis, begin, (begin += part.shape[axis]!)));
  },
  slice: ({ inputs }, dy, { axis, begin }) => [pad(dy, axis, begin, inputs[a]!.shape[axis]!)],
  pad: ({ inputs }, dy, { axis, begin }) => [slice(dy, axis, begin, begin + inputs[a]!.shape[axis]!)],
  reshape: ({ inputs }, dy) => [reshape(dy, inputs[a]!.shape)],
  transpose: (_, dy, { permutation }) => [
    transpose(
      dy,
      permutation.map((_axis, k) => permutation.indexOf(k)),
    ),
  ],
  sum: ({ inputs }, dy) => [expand(dy, inputs[a]!.shape)],
  expand: ({ inputs }, dy) => [unbroadcast(dy, inputs[a]!.shape)],
};

/**
 * d loss / d each of `variables`, by reverse-mode differentiation (Griewank & Walther 2008, ch. 3): one walk from the
 * loss, a single number, to the variables. A variable that the loss doesn't depend on has gradient zero. Throws where
 * the way leads over an operation that has no gradient.
 */
export function gradient(loss: Node, variables: readonly Node[]): Node[] {
  if (size(loss.shape) !== 1) throw new RangeError(`gradient: expected a loss of one number, got ${describe(loss)}`);
  const order = topological([loss]);
  const wanted = new Set(variables);
  for (const node of order) if (node.inputs.some((x) => wanted.has(x))) wanted.add(node);

  const gradients = new Map<Node, Node>([[loss, filled(1, loss.shape)]]);
  for (const node of order.reverse()) {
    const dy = gradients.get(node);
    if (!dy || !wanted.has(node) || node.inputs.length === 0) continue;
    inputGradients(node, dy).forEach((dx, k) => {
      const x = node.inputs[k]!;
      if (!wanted.has(x)) return;
      const others = gradients.get(x);
      gradients.set(x, others ? add(others, dx) : dx);
    });
  }
  return variables.map((x) => gradients.get(x) ?? filled(0, x.shape));
}

function inputGradients(node: Node, dy: Node): Node[] {
  // as: the rule found under a kind is one for that kind's operations
  const rule = RULES[node.operation.kind] as Rule<Operation> | undefined;
  if (!rule) throw new TypeError(`gradient: ${node.operation.kind} has none, of ${describe(node)}`);
  return rule(node, dy, node.operation);
}

/** Sums dy over the axes along which an input of `shape` was repeated. */
function unbroadcast(dy: Node, shape: Shape): Node {
  if (sameShape(dy.shape, shape)) return dy;
  const lead = dy.shape.length - shape.length;
  const axes = dy.shape.map((_, k) => k).filter((k) => k < lead || (shape[k - lead] === 1 && dy.shape[k] !== 1));
  return reshape(sum(dy, axes), shape);
}
