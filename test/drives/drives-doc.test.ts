import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { COLUMN_NAMES, COLUMNS } from '../../drives/columns.js';
import { packageRoot } from '../../files/package-root.js';

it('docs/drives.md has every column with its other names and its units', () => {
  const text = readFileSync(join(packageRoot(), 'docs/drives.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (`.*) \|$/gm)].map(([, row]) => row!.split('|').map((cell) => cell.trim()));
  for (const name of COLUMN_NAMES) {
    const { title, others, needed, units } = COLUMNS[name];
    const [, otherNames, isNeeded, unit] = rows.find(([titles]) => titles!.split(', ').includes(`\`${title}\``))!;
    expect(otherNames).toBe(others.map((other) => `\`${other}\``).join(', '));
    expect(isNeeded).toBe(needed ? 'yes' : 'no');
    const [first, ...more] = Object.keys(units);
    const choices = more.length > 0 ? ` (${name}=${more.join(', ')})` : '';
    expect(unit).toBe(`${first ?? ''}${choices}`);
  }
});
