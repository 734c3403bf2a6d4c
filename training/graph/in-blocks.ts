import type { OnnxGraph, OnnxNode, OnnxValue } from '../../onnx/onnx-model.js';

/**
 * A graph whose every output is a sum over the rows of the inputs named `rowwise`, as one that takes `blocks` times as
 * many rows and adds up what each block of them gives, one block after the other (ONNX's Scan). So its memory is that
 * of a block, which stays in the core's own cache. What doesn't depend on the rows is computed once.
 */
export function inBlocks(
  graph: OnnxGraph,
  { blocks, rowwise }: { blocks: number; rowwise: ReadonlySet<string> },
): OnnxGraph {
  const { once, varying } = partByRows(graph.nodes, rowwise);
  const rows = graph.inputs.filter(({ name }) => rowwise.has(name));
  const ownNames = new Set([...rows, ...graph.outputs].map(({ name }) => name));
  const own = (name: string) => (ownNames.has(name) ? `block_${name}` : name); // a body hides no name of the outside
  const inner = (node: OnnxNode) => ({ ...node, inputs: node.inputs.map(own), outputs: node.outputs.map(own) });
  const prefixed = (prefix: string, values: readonly OnnxValue[]) =>
    values.map(({ name, shape }) => ({ name: `${prefix}_${name}`, shape }));
  const addition = ({ name }: OnnxValue) => ({
    op: 'Add',
    inputs: [`before_${name}`, own(name)],
    outputs: [`after_${name}`],
  });
  const body: OnnxGraph = {
    name: `${graph.name}-block`,
    nodes: [...varying.map(inner), ...graph.outputs.map(addition)],
    initializers: [],
    inputs: [...prefixed('before', graph.outputs), ...prefixed('block', rows)],
    outputs: prefixed('after', graph.outputs),
  };
  const zeros = graph.outputs.map(({ name, shape }) => ({
    name: `zero_${name}`,
    shape: shape.map(Number),
    values: new Float32Array(shape.reduce<number>((size, n) => size * Number(n), 1)),
  }));
  const scan: OnnxNode = {
    op: 'Scan',
    inputs: [...zeros, ...rows].map(({ name }) => name),
    outputs: graph.outputs.map(({ name }) => name),
    attributes: { body: { graph: body }, num_scan_inputs: { int: rows.length } },
  };
  return {
    ...graph,
    nodes: [...once, scan],
    initializers: [...graph.initializers, ...zeros],
    inputs: graph.inputs.map(({ name, shape }) => ({ name, shape: rowwise.has(name) ? [blocks, ...shape] : shape })),
  };
}

/** The nodes behind those inputs, and the others. */
function partByRows(nodes: readonly OnnxNode[], rowwise: ReadonlySet<string>) {
  const [once, varying]: [OnnxNode[], OnnxNode[]] = [[], []];
  const dependent = new Set(rowwise);
  for (const node of nodes) {
    if (!node.inputs.some((name) => dependent.has(name))) once.push(node);
    else {
      varying.push(node);
      node.outputs.forEach((name) => dependent.add(name));
    }
  }
  return { once, varying };
}
