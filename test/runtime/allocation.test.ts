import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const BENCH = join(import.meta.dirname, '../bench/allocation.mjs');

test('a frame costs the heap no more than it is worth: at most 200 bytes, also where each third one asks the model', () => {
  const told = execFileSync(process.execPath, [BENCH], { encoding: 'utf8' });
  const bytes = [...told.matchAll(/grids (\d+): (\d+) bytes a frame/g)].map(([, grids, frame]) => [
    grids,
    Number(frame),
  ]);
  expect(bytes.map(([grids]) => grids)).toEqual(['10', '1']);
  const [ten, one] = bytes.map(([, frame]) => frame);
  expect(one).toBeLessThanOrEqual(200);
  expect(ten).toBeLessThanOrEqual(200);
});
