import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { remarksOn } from '../../cli/drive-options.js';
import { headerRow, namedBy } from '../../drives/header-row.js';
import { listDrives } from '../../drives/list-drives.js';
import { parseCsv } from '../../drives/csv.js';
import { readDrive } from '../../drives/read-drive.js';
import { toVehicleSamples } from '../../drives/vehicle-samples.js';
import { makeWorkbook } from './make-workbook.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steercast-header-'));
  await writeFile(join(folder, 'plain.csv'), PLAIN); // of strays alone there is none
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const TITLES = ['t', 'Curvature', 'Velocity', 'Steering_Angle', 'Note'];
const ROWS = Array.from({ length: 12 }, (_, k) => [`${k / 10}`, '0.001', '20.5', '2.25', '']);
const text = (rows: readonly (readonly string[])[], delimiter = ',') =>
  rows.map((row) => `${row.join(delimiter)}\r\n`).join('');
const PLAIN = text([TITLES, ...ROWS]);

async function read(name: string, content: string | Uint8Array) {
  const path = join(folder, name);
  await writeFile(path, content);
  expect(await listDrives([folder], { remark: () => {} })).toContain(path); // no stray of a folder
  return readDrive(path);
}

const BIG_ENDIAN = Buffer.from(`\ufeff${PLAIN}`, 'utf16le').swap16();
const UNITS = ['s', '1/km', '[km/h]', '°', '-'];

describe('a drive is read right', () => {
  it.each([
    ['in UTF-16, as "Unicode text" is', Buffer.from(`\ufeff${text([TITLES, ...ROWS], '\t')}`, 'utf16le'), 0],
    ['in UTF-16 of the other byte order', BIG_ENDIAN, 0],
    ['below comments', `# logger 3; car 7, tyres 18"\n# 2024-05-03\n${PLAIN}`, 2],
    ['below lines that name one of its columns', `Velocity,from the wheels\n\nday;hour;minute;second\n${PLAIN}`, 3],
    ['below the mark of its delimiter', `sep=;\n${text([TITLES, ...ROWS], ';')}`, 1],
    ['whose header is behind a mark of comments', `# ${PLAIN}`, 0],
    ['below a line that names two of its columns', `# Velocity,Curvature,20 Hz\n${PLAIN}`, 1],
    ['below 60 kB of them', `# ${'-'.repeat(997)}\n`.repeat(60) + PLAIN, 60],
    ['below as many lines as may stand there', `#\n`.repeat(99) + PLAIN, 99],
  ])('%s', async (_name, content, above) => {
    const drive = await read('a.csv', content);
    expect(drive.rows).toHaveLength(12);
    expect(drive.rows[3]).toEqual({ time: 0.3, curvature: 0.001, vEgo: 20.5, steeringAngleDeg: 2.25, valid: true });
    expect(drive.above ?? 0).toBe(above);
    expect(drive.hasUnitsRow).toBeUndefined();
  });

  it('with a line of units below its header', async () => {
    const { rows, hasUnitsRow, others } = await read('a.csv', `car 7\n${text([TITLES, UNITS, ...ROWS], ';')}`);
    expect(rows).toHaveLength(12);
    expect(rows[3]).toMatchObject({ time: 0.3, curvature: 1e-6, steeringAngleDeg: 2.25 });
    expect(rows[3]!.vEgo).toBeCloseTo(20.5 / 3.6, 12);
    expect(hasUnitsRow).toBe(true);
    expect(others).toEqual(['Note']);
  });

  it('from a workbook with lines above its header and units below it', async () => {
    const numbers = ROWS.map((row) => row.slice(0, 4).map(Number));
    const bytes = await makeWorkbook({ s: [['car 7'], [], TITLES.slice(0, 4), UNITS.slice(0, 4), ...numbers] });
    const { rows, above } = await read('a.xlsx', bytes);
    expect(rows).toHaveLength(12);
    expect(rows[3]).toMatchObject({ time: 0.3, curvature: 1e-6, steeringAngleDeg: 2.25 });
    expect(above).toBe(2);
  });
});

describe('a drive is refused in a line that says where and what to do', () => {
  const at = (row: number, cells: string[]) => text([TITLES, ...ROWS.map((one, r) => (r === row ? cells : one))]);
  const longer = [TITLES, ...ROWS].map((row, r) => [...row, r === 0 ? 'Valid' : '1']);
  const twoRecordings = (first: string, second: string) => text([TITLES, ...ROWS], first) + text(longer, second);
  const decimal = ROWS.map((row) => row.map((cell) => cell.replace('.', ',')));
  it.each([
    ['a row too short', at(4, ['0.4', '0.001']), 'in Velocity, got a row of 2 cells for 5 titles (a.csv:6)'],
    ['one below comments', `#\n#\n${at(4, ['0.4', '0.001'])}`, 'in Velocity, got a row of 2 cells for 5 titles (a.csv:8)'],
    ['a last row cut off', at(11, ['1.1', '0.']), 'got a row of 2 cells for 5 titles: cut off? Take the line out (a.csv:13)'],
    ['a row too long', at(4, ['0.4', '0.001', '20', '2', '', '7']), 'expected 5 cells as in the header, got 6 (a.csv:6)'],
    ['decimal commas between commas', text([TITLES, ...decimal]), 'got 8: decimal commas? Semicolons must part the cells (a.csv:2)'],
    ['decimal commas in quotes', at(4, ['"0,4"', '1', '20', '2']), 'in t, got "0,4": a decimal comma? Semicolons must part the cells (a.csv:6)'],
    ['an unknown unit below a title', text([TITLES, ['s', '1/m', 'knots', 'deg'], ...ROWS]), 'got "knots" in its title or below it (--units; a.csv:1)'],
    ['no curvature but a yaw rate', PLAIN.replace('Curvature', 'Yaw Rate'), '; Curvature is Yaw Rate (rad/s, left positive) / speed (m/s): add it (a.csv:1)'],
    ['two recordings in one, the second with another column', twoRecordings(',', ','), 'expected 5 cells as in the header, got 6 (a.csv:14)'],
    ['two of two delimiters', twoRecordings(',', ';'), 'expected a number in t, got "t;Curvature;Velocity;Steering_Angle;Note" (a.csv:14)'],
    ['UTF-16 without its mark', Buffer.from(PLAIN, 'utf16le'), 'expected text in UTF-8, or in UTF-16 with its byte order mark, got a zero byte'],
    ['a tail of zero bytes', `${PLAIN}\0\0\0\0`, 'or cut off by a power loss? (a.csv:14)'],
  ])('%s', async (_name, content, message) => {
    await expect(read('a.csv', content)).rejects.toThrow(message.replace('a.csv', join(folder, 'a.csv')));
  }); // prettier-ignore

  it('but a row may lack what is not read', () => {
    const short = text([TITLES, ...ROWS.map((row) => row.slice(0, 4))]);
    expect(toVehicleSamples(parseCsv(Buffer.from(short), 'a.csv'))).toHaveLength(12);
  });
});

describe('the row of the titles', () => {
  it.each([
    ['the first that names every column that a drive needs', [TITLES, ['1'], [...TITLES, 'Valid', 'x', 'y']], 0],
    ['one that names them all, after one that names more of others', [['Velocity', 't', 'x', 'y', 'lat'], TITLES.slice(1)], 1],
    ['where none does, the one that names most', [['t', 'Velocity'], ['t', 'Velocity', 'x'], ['Curvature']], 1],
    ['the first of those that name as many', [['1'], ['t', 'Velocity', 'x'], ['t', 'Curvature', 'y']], 1],
    ['none without a column of a drive', [['t', 'x'], ['lat', 'lon']], undefined],
  ])('%s', (_name, rows, row) => {
    expect(headerRow(rows, namedBy())?.row).toBe(row);
  }); // prettier-ignore
});

it.each([
  [0, []],
  [1, ['header below 1 line that is passed over']],
  [2, ['header below 2 lines that are passed over']],
])('%i lines above the header are told', async (above, remarks) => {
  const drive = await read('a.csv', '# car 7\n'.repeat(above) + PLAIN);
  expect(remarksOn(drive, {}).filter((one) => one.includes('header'))).toEqual(remarks);
});
