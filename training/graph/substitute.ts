import { withInputs } from './build.js';
import { topological, type Node } from './node.js';

/** The same results with other nodes, of the same shapes, in the place of some. */
export function substitute(roots: readonly Node[], replacements: ReadonlyMap<Node, Node>): Node[] {
  const replaced = new Map<Node, Node>(replacements);
  for (const node of topological(roots, replacements)) {
    replaced.set(
      node,
      withInputs(
        node,
        node.inputs.map((x) => replaced.get(x)!),
      ),
    );
  }
  return roots.map((root) => replaced.get(root)!);
}
