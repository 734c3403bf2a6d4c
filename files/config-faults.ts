import type * as z from 'zod';
import { nearestNames } from '../core/nearest-names.js';
import { knownKeys } from './known-keys.js';

/** One thing that is wrong: what was expected and what came, and the keys that lead to it. */
export type ConfigFault = { keys: readonly PropertyKey[]; text: string };

/** As many characters of a wrong value as tell which one it is. */
const SHOWN = 60;
/** How zod's own messages begin: "Too small: expected …", "Invalid discriminator value. Expected …". */
const KIND = /^(?:Invalid|Too) [a-z ]+[:.] (?=[Ee]xpected)/;

/** An issue of the schema (parsed with `reportInput`) in this project's words; unknown keys are a fault each. */
export function configFaults(issue: z.core.$ZodIssue, schema: z.ZodType): ConfigFault[] {
  const { path, message, input } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, path);
    return issue.keys.map((key) => ({ keys: [...path, key], text: placed(path, unknownKey(key, known)) }));
  }
  if (issue.code === 'invalid_type' && input === undefined)
    return [{ keys: path, text: placed(path, 'it is missing') }];
  const expected = message
    .replace(KIND, '')
    .replace(/, received .*$/, '')
    .replace(/(["'])\s?\|\s?\1/g, '$1, $1')
    .replace(/([<>]=?)(?=\d)/, '$1 ');
  return [
    { keys: path, text: placed(path, `${expected.charAt(0).toLowerCase()}${expected.slice(1)}${got(valueOf(issue))}`) },
  ];
}

/** What came; of variants that a key tells apart, that key's value. */
function valueOf(issue: z.core.$ZodIssue): unknown {
  if (issue.code !== 'invalid_union' || issue.discriminator === undefined) return issue.input;
  return (issue.input as Record<string, unknown>)[issue.discriminator]; // as: an object, whose key has been looked at
}

function unknownKey(key: string, known: readonly string[]): string {
  const [nearest] = nearestNames(key, known);
  return `unknown key "${key}"${nearest === undefined ? '' : ` (nearest: ${nearest})`}`;
}

const placed = (path: readonly PropertyKey[], text: string) => (path.length > 0 ? `${path.join('.')}: ${text}` : text);

/** A section as a whole says nothing of what is wrong in it. */
function got(input: unknown): string {
  if (input === undefined) return ', got nothing';
  if (typeof input === 'object' && !Array.isArray(input)) return '';
  return `, got ${JSON.stringify(input).slice(0, SHOWN)}`;
}
