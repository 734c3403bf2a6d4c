import { withInputs } from './build.js';
import { topological, type Node } from './node.js';
import { RULES } from './rules.js';

/**
 * The same results from fewer and cheaper operations, up to rounding. Equal expressions become one node, and what the
 * results don't reach is gone.
 */
export function simplify(roots: readonly Node[]): Node[] {
  const interner = new Interner();
  const simple = new Map<Node, Node>();
  const resolve = (root: Node): Node => {
    for (const node of topological([root], simple)) {
      const inputs = node.inputs.map((x) => simple.get(x)!);
      simple.set(node, rewrite(interner.intern(withInputs(node, inputs))));
    }
    return simple.get(root)!;
  };
  // A rule's result has new nodes of its own, which are simplified in turn; every rule makes progress, so this ends.
  const rewrite = (node: Node): Node => {
    for (const rule of RULES) {
      const better = rule(node);
      if (better) return resolve(better);
    }
    simple.set(node, node);
    return node;
  };
  return roots.map(resolve);
}

/** Gives equal expressions one node: same operation, same inputs; those of a sum or a product in any order. */
class Interner {
  readonly #known = new Map<string, Node>();
  readonly #numbers = new Map<Node, number>();

  intern(node: Node): Node {
    const key = this.#key(node);
    const known = this.#known.get(key);
    if (known) return known;
    this.#known.set(key, node);
    return node;
  }

  #key({ operation, inputs, shape, name }: Node): string {
    const attributes = operation.kind === 'constant' ? operation.values.join() : JSON.stringify(operation);
    const own = operation.kind === 'input' ? name : '';
    const numbers = inputs.map((x) => this.#number(x));
    if (operation.kind === 'add' || operation.kind === 'mul') numbers.sort((one, other) => one - other);
    return `${operation.kind}|${attributes}|${numbers.join()}|${shape.join()}|${own}`;
  }

  #number(node: Node): number {
    const number = this.#numbers.get(node) ?? this.#numbers.size;
    this.#numbers.set(node, number);
    return number;
  }
}
