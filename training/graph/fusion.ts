import { sameShape, type Node, type Operation } from './node.js';

/** product + addend in one pass, as ONNX's Gemm computes it. */
type FusedAdd = { product: Node; addend: Node };
/** Slices of one tensor along one axis, in order, without gap or overlap: ONNX's Split. */
type SplitGroup = { of: Node; axis: number; slices: readonly Node[] };

/** Which nodes of a graph are better written as one ONNX operation. */
export type Fusion = {
  /** by the addition */
  adds: ReadonlyMap<Node, FusedAdd>;
  /** products that are written with their addition */
  absorbed: ReadonlySet<Node>;
  /** by each of the slices */
  splits: ReadonlyMap<Node, SplitGroup>;
};

/** `results` are needed for themselves, so that no operation absorbs them. */
export function findFusions(nodes: readonly Node[], results: readonly Node[]): Fusion {
  const uses = new Map<Node, number>();
  for (const x of [...nodes.flatMap(({ inputs }) => inputs), ...results]) uses.set(x, (uses.get(x) ?? 0) + 1);
  const adds = new Map<Node, FusedAdd>();
  const absorbed = new Set<Node>();
  for (const node of nodes) {
    const fused = fusedAdd(node, uses);
    if (!fused) continue;
    adds.set(node, fused);
    absorbed.add(fused.product);
  }
  return { adds, absorbed, splits: findSplits(nodes) };
}

/** Of two products the later one is fused: the earlier is its addend. */
function fusedAdd({ operation, inputs, shape }: Node, uses: ReadonlyMap<Node, number>): FusedAdd | undefined {
  if (operation.kind !== 'add') return undefined;
  for (const [product, addend] of [[inputs[1]!, inputs[0]!] as const, [inputs[0]!, inputs[1]!] as const]) {
    const fits = product.operation.kind === 'matmul' && sameShape(product.shape, shape) && addend.shape.length <= 2;
    if (fits && uses.get(product) === 1) return { product, addend };
  }
  return undefined;
}

function findSplits(nodes: readonly Node[]): Map<Node, SplitGroup> {
  const byAxis = new Map<Node, Map<number, Node[]>>();
  for (const node of nodes) {
    if (node.operation.kind !== 'slice') continue;
    const axes = byAxis.get(node.inputs[0]!) ?? new Map<number, Node[]>();
    byAxis.set(node.inputs[0]!, axes.set(node.operation.axis, [...(axes.get(node.operation.axis) ?? []), node]));
  }
  const splits = new Map<Node, SplitGroup>();
  for (const [of, axes] of byAxis) {
    for (const [axis, found] of axes) {
      const slices = found.toSorted((x, y) => bounds(x).begin - bounds(y).begin);
      const adjoining = slices.every((one, k) => bounds(one).begin === (k === 0 ? 0 : bounds(slices[k - 1]!).end));
      if (!adjoining || bounds(slices.at(-1)!).end !== of.shape[axis]) continue;
      for (const one of slices) splits.set(one, { of, axis, slices });
    }
  }
  return splits;
}

const bounds = ({ operation }: Node) => operation as Operation & { kind: 'slice' }; // as: only slices get here
