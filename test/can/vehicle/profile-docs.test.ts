import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { PROFILE_UNITS } from '../../../can/vehicle/profile-units.js';
import { vehicleProfileSchema } from '../../../can/vehicle/vehicle-profile.js';
import { packageRoot } from '../../../files/package-root.js';

const text = readFileSync(join(packageRoot(), 'docs/vehicle-profiles.md'), 'utf8');
const rows = [...text.matchAll(/^\| (.*) \|$/gm)].map(([, row]) => row!.split('|').map((cell) => cell.trim()));

test('the profile of the documentation is one', () => {
  expect(() => vehicleProfileSchema.parse(parse(/```yaml\n([^]*?)```/.exec(text)![1]!))).not.toThrow();
});

test('the documentation names every unit', () => {
  for (const [name, units] of Object.entries(PROFILE_UNITS)) {
    const [, written] = rows.find(([cell]) => cell!.includes(`\`${name}\``))!;
    expect(written).toContain(Object.keys(units).join(', '));
  }
});
