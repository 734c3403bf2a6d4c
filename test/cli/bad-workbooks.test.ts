import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeWorkbook } from '../drives/make-workbook.js';
import { makeBomb, makeZip } from '../drives/make-zip.js';
import { DEFAULT_MODEL, smallDrive, toCsv } from './drive-files.js';
import { useFolders } from './folders.js';
import { refusal } from './steercast.js';

const newFolder = useFolders();

/** MiB, more than any drive may inflate to */
const BOMB_SIZE = 300;
const TITLES = ['t', 'Curvature', 'Velocity', 'Steering_Angle'];
const ROWS: unknown[][] = Array.from({ length: 30 }, (_, k) => [k / 10, 0.001, 20, 3]);
const workbook = (rows: unknown[][] = ROWS) => makeWorkbook({ log: [TITLES, ...rows], notes: [['none']] });

/** The line that `replay` says of a workbook with these bytes. */
async function refused(bytes: Uint8Array, ...options: string[]): Promise<string> {
  const folder = await newFolder();
  await writeFile(join(folder, 'bad.xlsx'), bytes);
  return refusal(['replay', 'bad.xlsx', '--model', DEFAULT_MODEL, '--out', 'out.csv', ...options], folder);
}

describe('replay refuses a workbook', () => {
  it.concurrent('without the sheet', async () => {
    expect(await refused(await workbook(), '--sheet', 'drive')).toBe(
      'steercast: expected one of the sheets log, notes, got "drive" (bad.xlsx)',
    );
  });

  it.concurrent('whose sheet has other columns, or none', async () => {
    expect(await refused(await workbook(), '--sheet', 'notes')).toMatch(
      /expected one column of each name, got no Curvature .* in "none"; other names\? --columns \(bad\.xlsx!notes:1\)$/,
    );
    expect(await refused(await makeWorkbook({ log: [] }))).toBe(
      'steercast: expected a header and rows, got an empty file (bad.xlsx!log:1)',
    );
  });

  it.concurrent('with a cell that is no number, naming sheet and row', async () => {
    const rows = ROWS.with(5, [0.5, 0.001, 'fast', 3]);
    expect(await refused(await workbook(rows))).toBe(
      'steercast: expected a number in Velocity, got "fast" (bad.xlsx!log:7)',
    );
  });

  it.concurrent('with an empty cell', async () => {
    const rows = ROWS.with(7, [0.7, null, 20, 3]);
    expect(await refused(await workbook(rows))).toBe(
      'steercast: expected a number in Curvature, got an empty cell (bad.xlsx!log:9)',
    );
  });

  it.concurrent.each([0, 0.5, 1])('that is cut short, to a share of %d', async (share) => {
    const bytes = await workbook();
    const line = await refused(bytes.subarray(0, Math.min(bytes.length - 1, Math.floor(share * bytes.length))));
    expect(line).toBe(
      "steercast: expected an XLSX workbook, got a file that can't be read: it is no zip archive, or cut short (bad.xlsx)",
    );
  });

  it.concurrent('with a flipped bit in a packed sheet', async () => {
    const bytes = Buffer.from(await workbook());
    bytes[bytes.indexOf('xl/worksheets/sheet1.xml') + 100]! ^= 4;
    expect(await refused(bytes)).toMatch(/expected an XLSX workbook, got a file that can't be read: .+ \(bad\.xlsx\)$/);
  });

  it.concurrent('that inflates beyond the cap', async () => {
    const bomb = makeZip([makeBomb('xl/worksheets/sheet1.xml', BOMB_SIZE)]);
    expect(bomb.length).toBeLessThan(2 ** 20);
    expect(await refused(bomb)).toMatch(/: it inflates to more than a drive may have \(bad\.xlsx\)$/);
  });

  it.concurrent('that is a CSV file by another name', async () => {
    expect(await refused(Buffer.from(toCsv(smallDrive(40))))).toMatch(
      /expected an XLSX workbook, got .* no zip archive.* \(bad\.xlsx\)$/,
    );
  });
});
