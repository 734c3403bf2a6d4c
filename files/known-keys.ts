import * as z from 'zod';

/** A JSON Schema, as far as keys go. */
type Node = {
  properties?: Record<string, Node>;
  additionalProperties?: Node | boolean;
  items?: Node;
  anyOf?: Node[];
  oneOf?: Node[];
  allOf?: Node[];
};

/** The keys that a section may have, which the keys of `path` lead to. */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let nodes = [z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node]; // as: it is one
  for (const key of path) nodes = nodes.flatMap(variants).flatMap((node) => below(node, key));
  return [...new Set(nodes.flatMap(variants).flatMap(({ properties = {} }) => Object.keys(properties)))];
}

function variants(node: Node): Node[] {
  return [node, ...[node.anyOf, node.oneOf, node.allOf].flatMap((some) => some ?? []).flatMap(variants)];
}

function below({ properties, additionalProperties, items }: Node, key: PropertyKey): Node[] {
  if (typeof key === 'number') return items ? [items] : [];
  const named = properties?.[String(key)];
  if (named) return [named];
  return typeof additionalProperties === 'object' ? [additionalProperties] : [];
}
