import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { REASON_STATES } from '../../core/prediction.js';

it('docs/reasons.md has every reason with its state, and no other', () => {
  const rows = readFileSync('docs/reasons.md', 'utf8').matchAll(/^\| `(\w+)` +\| (\w+) /gm);
  expect([...rows].map(([, reason, state]) => [reason, state])).toEqual(Object.entries(REASON_STATES));
});
