import { expect, it } from 'vitest';
import { distinctDrives } from '../../drives/distinct-drives.js';
import type { Drive } from '../../drives/drive.js';
import { simulateDrive } from '../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../drives/synthetic/vehicle.js';

function recorded(seed: number): Drive {
  const { name, rows } = simulateDrive({ seed, road: 'country', vehicle: VEHICLES[0]!, seconds: 60 });
  return { name, rows, sha256: `file ${seed}` };
}
const first = recorded(1);
const again = (rows: Drive['rows']): Drive => ({ ...first, rows, sha256: 'another' });
function told(...drives: Drive[]): { kept: number; remarks: string[] } {
  const remarks: string[] = [];
  const named = new Map(drives.map((drive, d) => [`${'abc'[d]}.csv`, drive]));
  return { kept: distinctDrives(named, (text) => remarks.push(text)).length, remarks };
}

it('leaves out the same rows, and takes two drives of a car for two', () => {
  expect(told(first, recorded(2), again([...first.rows]))).toEqual({
    kept: 2,
    remarks: ['left out c.csv: the same rows as a.csv'],
  });
});

it.each([
  ['in a log whose stamps are rounded', first.rows.map((row) => ({ ...row, time: row.time + 1e-4 }))],
  ['cut out of it', first.rows.slice(100, 400)],
])('says that a drive counts as two where a file has it %s', (_, rows) => {
  expect(told(recorded(2), first, again(rows))).toEqual({
    kept: 3,
    remarks: ['c.csv has rows of b.csv in it: one drive, which counts as two'],
  });
});
