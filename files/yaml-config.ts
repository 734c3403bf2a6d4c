import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type * as z from 'zod';
import { InputError } from '../core/input-error.js';
import { configFaults, type ConfigFault } from './config-faults.js';

/** A configuration as its schema has it; `at` is the file and line of what the keys lead to. */
export type YamlConfig<T> = { value: T; at: (keys: readonly PropertyKey[]) => string };

/**
 * What a file is meant to be, and the file of another kind that it is confused with: one of that kind's keys is there,
 * and none of its own.
 */
export type ConfigKind = { expected: string; own: readonly string[]; other: { keys: readonly string[]; got: string } };

/** YAML text → what the schema makes of it. All faults are told at once, each with its line and its place in the file. */
export function parseYamlConfig<T>(
  text: string,
  schema: z.ZodType<T>,
  path: string,
  { expected, own, other }: ConfigKind,
): YamlConfig<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const lineAt = (offset: number) => `${path}:${lines.linePos(offset).line}`;
  const at = (keys: readonly PropertyKey[]) => lineAt(offsetOf(document, keys));
  const [broken] = document.errors; // the others follow from the first
  if (broken) throw new InputError(`expected YAML, got "${broken.message}" (${lineAt(broken.pos[0])})`);
  if (document.contents === null) throw new InputError(`expected ${expected}, got an empty file (${path})`);
  if (!isMap(document.contents)) throw new InputError(`expected ${expected}, got a text without keys (${path})`);
  const parsed = schema.safeParse(plain(document, path), { reportInput: true });
  if (parsed.success) return { value: parsed.data, at };
  const hasOne = (keys: readonly string[]) => keys.some((key) => document.has(key));
  if (hasOne(other.keys) && !hasOne(own)) throw new InputError(`expected ${expected}, got ${other.got} (${path})`);
  const faults = parsed.error.issues.flatMap((issue) => configFaults(issue, schema));
  throw refused(faults, at);
}

/** All faults in one line, each with its place. */
export function refused(faults: readonly ConfigFault[], at: (keys: readonly PropertyKey[]) => string): InputError {
  return new InputError([...new Set(faults.map(({ keys, text }) => `${text} (${at(keys)})`))].join('; '));
}

/** What the document says as plain values; an alias of nothing, or one that multiplies itself, has none. */
function plain(document: Document, path: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new InputError(`expected YAML, got "${(error as Error).message}" (${path})`); // as: the library throws errors
  }
}

/** Where the key begins that the last of the keys is, or the innermost node around it that is there. */
function offsetOf(document: Document, keys: readonly PropertyKey[]): number {
  for (let depth = keys.length; depth >= 0; depth--) {
    const holder = depth > 0 ? document.getIn(keys.slice(0, depth - 1), true) : document.contents;
    const key =
      isMap(holder) &&
      holder.items
        .map((pair) => pair.key)
        .find((one) => isScalar(one) && String(one.value) === String(keys[depth - 1]));
    const node = key || document.getIn(keys.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
