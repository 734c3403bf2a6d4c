import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import type * as z from 'zod';
import { InputError } from '../core/input-error.js';

/**
 * YAML text → what the schema makes of it. All faults are told at once, each with its line and its place in the file.
 */
export function parseYamlConfig<T>(text: string, schema: z.ZodType<T>, path: string): T {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const [broken] = document.errors; // the others follow from the first
  if (broken) throw new InputError(`expected YAML, got "${broken.message}" (${path}:${lineAt(broken.pos[0])})`);
  const parsed = schema.safeParse(plain(document, path));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    const place = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
    return `${place}${isMissing(issue) ? 'it is missing' : lowerFirst(issue.message)} (${path}:${lineAt(offsetOf(document, issue.path))})`;
  });
  throw new InputError(faults.join('\n  '));
}

/** What the document says as plain values; an alias of nothing, or one that multiplies itself, has none. */
function plain(document: Document, path: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new InputError(`expected YAML, got "${(error as Error).message}" (${path})`); // as: the library throws errors
  }
}

/** Where the node of the path begins, or the innermost one around it that is there. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

const isMissing = (issue: z.core.$ZodIssue) =>
  issue.code === 'invalid_type' && / received undefined$/.test(issue.message);
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
