/** Sizes of the axes; [] is a single number. */
export type Shape = readonly number[];

/** What a node does with its inputs. Tensors are float32 once the graph runs; constants are kept in float64. */
export type Operation =
  | { readonly kind: 'input' }
  /** row by row; one value alone stands for all */
  | { readonly kind: 'constant'; readonly values: Float64Array }
  /** [M, K] × [K, P] → [M, P]; a turned factor is given as its transpose */
  | { readonly kind: 'matmul'; readonly turnA: boolean; readonly turnB: boolean }
  /** element by element, two inputs, broadcast as in NumPy */
  | { readonly kind: 'add' | 'sub' | 'mul' | 'div' }
  /** element by element, one input; step is 1 where x > 0 and else 0 */
  | { readonly kind: 'sigmoid' | 'tanh' | 'relu' | 'sqrt' | 'step' }
  | { readonly kind: 'concat'; readonly axis: number }
  /** positions begin … end−1 of an axis */
  | { readonly kind: 'slice'; readonly axis: number; readonly begin: number; readonly end: number }
  /** the inverse of slice: x at begin of an axis of the result, zeros around it */
  | { readonly kind: 'pad'; readonly axis: number; readonly begin: number }
  | { readonly kind: 'reshape' }
  | { readonly kind: 'transpose'; readonly permutation: readonly number[] }
  /** over some axes, which stay with size 1 */
  | { readonly kind: 'sum'; readonly axes: readonly number[] }
  /** repeats axes of size 1 */
  | { readonly kind: 'expand' };

export type Kind = Operation['kind'];

/**
 * One value of a computation that is written down before it runs: an operation on the values of other nodes. Nodes
 * never change, so a graph is whatever its results reach; the batch size is part of every shape.
 */
export type Node = {
  readonly operation: Operation;
  readonly inputs: readonly Node[];
  readonly shape: Shape;
  /** of an input or a parameter, for whoever reads an error or a model's tensors */
  readonly name?: string;
};

export const size = (shape: Shape): number => shape.reduce((product, n) => product * n, 1);
export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((n, k) => n === b[k]);

/** Every node that the roots reach, each after its inputs; the walk doesn't enter nodes that are `known`. */
export function topological(roots: readonly Node[], known: { has(node: Node): boolean } = new Set()): Node[] {
  const order = new Set<Node>();
  const stack = roots.map((node) => ({ node, entered: false })).reverse();
  while (stack.length > 0) {
    const { node, entered } = stack.pop()!;
    if (order.has(node) || known.has(node)) continue;
    if (entered) {
      order.add(node);
      continue;
    }
    stack.push({ node, entered: true });
    for (let k = node.inputs.length - 1; k >= 0; k--) stack.push({ node: node.inputs[k]!, entered: false });
  }
  return [...order];
}

/** A node's shape, and its own name or those of the parameters that it comes from: `[20, 256] (lstm0.weightIh)`. */
export function describe(node: Node): string {
  return `[${node.shape.join(', ')}] (${node.name ?? `${node.operation.kind} of ${origins(node).join(', ')}`})`;
}

const SHOWN_ORIGINS = 4;

function origins(node: Node): string[] {
  const names = new Set<string>();
  const seen = new Set<Node>();
  const queue = [...node.inputs];
  for (let next = queue.shift(); next && names.size < SHOWN_ORIGINS; next = queue.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.name === undefined) queue.push(...next.inputs);
    else names.add(next.name);
  }
  return names.size > 0 ? [...names] : ['constants'];
}
