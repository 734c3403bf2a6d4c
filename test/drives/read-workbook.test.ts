import { describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import { readWorkbook } from '../../drives/read-workbook.js';
import { MAX_DRIVE_BYTES } from '../../drives/table.js';
import { unzip } from '../../drives/unzip.js';
import { toVehicleSamples } from '../../drives/vehicle-samples.js';
import { makeWorkbook } from './make-workbook.js';
import { makeBomb, makeZip } from './make-zip.js';

const HEADER = ['t', 'Curvature', 'Velocity', 'Steering_Angle'];
const ROW = [0, 0.01, 20, 15];
const SHEET = 'xl/worksheets/sheet1.xml';
const UNREADABLE = "expected an XLSX workbook, got a file that can't be read: ";

/** The archive with one part changed. */
function withPart(archive: Buffer, name: string, change: (text: string) => string): Buffer {
  const parts = [...unzip(archive, MAX_DRIVE_BYTES)].map(([part, content]) => ({
    name: part,
    content: part === name ? Buffer.from(change(content.toString())) : content,
  }));
  return makeZip(parts);
}

describe('readWorkbook', () => {
  it('reads the first sheet, or the one that is named', async () => {
    const bytes = await makeWorkbook({ one: [HEADER, ROW], two: [HEADER, ROW, [0.1, 0.02, 21, 16]] });
    const one = await readWorkbook(bytes, 'a.xlsx');
    expect([one.rowCount, one.header, one.where(0)]).toEqual([1, HEADER, 'a.xlsx!one:2']);
    const two = await readWorkbook(bytes, 'a.xlsx', { sheet: 'two' });
    expect([two.rowCount, two.cell(1, 2), two.where(1)]).toEqual([2, 21, 'a.xlsx!two:3']);
  });

  it('refuses a sheet that is not there and names those that are', async () => {
    const read = readWorkbook(await makeWorkbook({ one: [HEADER], two: [HEADER] }), 'a.xlsx', { sheet: 'three' });
    await expect(read).rejects.toThrow(InputError);
    await expect(read).rejects.toThrow('expected one of the sheets one, two, got "three" (a.xlsx)');
  });

  it.each([
    ['a text', 'fast', 'expected a number in Velocity, got "fast" (a.xlsx!s:4)'],
    ['an empty cell', undefined, 'expected a number in Velocity, got an empty cell (a.xlsx!s:4)'],
    ['a date', { t: 'd', v: new Date(0) }, 'expected a number in Velocity, got a date (a.xlsx!s:4)'],
    ['a tick box', true, 'expected a number in Velocity, got "true" (a.xlsx!s:4)'],
    ['an error', { t: 'e', v: 7 }, 'expected a number in Velocity, got "#ERROR" (a.xlsx!s:4)'],
  ])('leads to an error for %s', async (_name, cell, message) => {
    const table = await readWorkbook(await makeWorkbook({ s: [HEADER, ROW, [1, 0, 1, 0], [2, 0, cell, 0]] }), 'a.xlsx');
    expect(() => toVehicleSamples(table, { minRows: 1 })).toThrow(message);
  });

  it('takes the value of a formula, and a formula that was never calculated as empty', async () => {
    const rows = [ROW, [1, 0, { t: 'n', f: 'C2+1', v: 21 }, 0], [2, 0, { t: 'n', f: 'C2+2', v: 99 }, 0]];
    const calculated = await makeWorkbook({ s: [HEADER, ...rows] });
    const bytes = withPart(calculated, SHEET, (xml) =>
      xml.replace(/<c r="C4".*?<v>99<\/v>/, '<c r="C4"><f>C2+2</f><v></v>'),
    );
    const table = await readWorkbook(bytes, 'a.xlsx');
    expect([table.cell(1, 2), table.cell(2, 2)]).toEqual([21, undefined]);
  });

  it('reads an empty sheet as a table without a header', async () => {
    const table = await readWorkbook(await makeWorkbook({ s: [] }), 'a.xlsx');
    expect(() => toVehicleSamples(table)).toThrow('expected a header and rows, got an empty file (a.xlsx!s:1)');
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a CSV file', Buffer.from('t,Curvature\n0,1\n')],
    ['an archive of other things', makeZip([{ name: 'a.txt', content: Buffer.from('a') }])],
  ])('refuses %s', async (_name, bytes) => {
    await expect(readWorkbook(bytes, 'a.xlsx')).rejects.toThrow(InputError);
    await expect(readWorkbook(bytes, 'a.xlsx')).rejects.toThrow(UNREADABLE);
  });

  it('refuses a workbook that is cut short', async () => {
    const bytes = await makeWorkbook({ s: [HEADER, ROW] });
    for (const share of [0.1, 0.5, 0.9, 0.999]) {
      const read = readWorkbook(bytes.subarray(0, Math.floor(share * bytes.length)), 'a.xlsx');
      await expect(read).rejects.toThrow(InputError);
    }
  });

  it('refuses a sheet that cannot be parsed, rather than leaving it out', async () => {
    const bytes = await makeWorkbook({ s: [HEADER, ROW] });
    const broken = withPart(bytes, SHEET, (xml) => xml.replace('t="str"><v>t</v>', 't="s"><v>99</v>'));
    await expect(readWorkbook(broken, 'a.xlsx')).rejects.toThrow(UNREADABLE);
  });

  it('refuses a bomb of more than the cap, though its directory states no size', async () => {
    const bomb = makeZip([makeBomb(SHEET, MAX_DRIVE_BYTES / 2 ** 20 + 1)]);
    expect(bomb.length).toBeLessThan(2 ** 20);
    const read = readWorkbook(bomb, 'a.xlsx');
    await expect(read).rejects.toThrow(InputError);
    await expect(read).rejects.toThrow(`${UNREADABLE}it inflates to more than a drive may have (a.xlsx)`);
  });

  it.each([
    ['row', /(?<=<row r="|<c r="[A-D])2/g, '4000000000'],
    ['column', /(?<=<c r=")D(?=1")/, 'ZZZZZ'],
  ])('refuses a %s beyond the limits of a sheet', async (_name, place, beyond) => {
    const bytes = await makeWorkbook({ s: [HEADER, ROW] });
    const far = withPart(bytes, SHEET, (xml) => xml.replace(place, beyond));
    await expect(readWorkbook(far, 'a.xlsx')).rejects.toThrow('expected at most 1048576 rows and 16384 columns');
  });
});
