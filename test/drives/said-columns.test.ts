import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { remarksOn } from '../../cli/drive-options.js';
import { findColumns, namedColumns, otherColumns } from '../../drives/find-columns.js';
import { listDrives } from '../../drives/list-drives.js';
import { readDrive } from '../../drives/read-drive.js';
import { titleUnits } from '../../drives/title-units.js';
import { makeWorkbook } from './make-workbook.js';

const HEADER = ['Stamp', 'YawCrv', 'VehSpd_kph', 'StrWhlAng', 'StrWhlAngRate'];
const SAID = { t: 'Stamp', curvature: 'YawCrv', velocity: 'VehSpd_kph', steering: 'StrWhlAng' };
const FOUND = { t: 0, curvature: 1, velocity: 2, steering: 3 };

describe('findColumns, where the user says the titles', () => {
  it('finds them, as they are written or nearly', () => {
    expect(findColumns(HEADER, '', { columns: SAID })).toEqual(FOUND);
    const nearly = { ...SAID, velocity: 'vehspd-KPH', curvature: 'yaw crv' };
    expect(findColumns(HEADER, '', { columns: nearly })).toEqual(FOUND);
  });

  it('prefers the one that is written alike', () => {
    const header = [...HEADER, 'vehspd kph', 'Str_Whl_Ang'];
    expect(findColumns(header, '', { columns: SAID })).toEqual(FOUND);
    const two = ['Curvature', 'Steering', 'VehSpd [km/h]', 'VehSpd [m/s]'];
    expect(findColumns(two, '', { columns: { velocity: 'VehSpd [m/s]' } }).velocity).toBe(3);
  });

  it('goes before usual names, and a title that it has is nothing else', () => {
    const header = ['Velocity', 'Curvature', 'Steering', 'Speed_GPS', 'Steering_Angle'];
    const columns = { velocity: 'Speed_GPS', steering: 'Steering' };
    const found = { velocity: 3, curvature: 1, steering: 2 };
    expect(findColumns(header, '', { columns })).toEqual(found);
    expect(otherColumns(header, found, { columns })).toEqual({
      readAs: ['Speed_GPS as Velocity', 'Steering as Steering_Angle'],
      passedOver: ['Velocity, as velocity is Speed_GPS', 'Steering_Angle, as steering is Steering'],
      others: ['Velocity', 'Steering_Angle'],
    });
    const wrong = () => findColumns(['Velocity', 'Curvature', 'Steering'], '', { columns: { curvature: 'Steering' } });
    expect(wrong).toThrow('got no Steering_Angle beside that of curvature (--columns) in "');
  });

  it('has times in a column of that title even where the step of the rows is said', () => {
    expect(findColumns(HEADER, '', { columns: SAID, rowDt: 0.1 }).t).toBe(0);
  });

  it.each([
    [{ velocity: 'VehSpeed' }, 'expected a title of the file for velocity (nearest: VehSpd_kph, '],
    [{ ...SAID, curvature: 'Crv', t: 'Stmp' }, 'for t (nearest: Stamp, '],
    [{ ...SAID, curvature: 'Crv', t: 'Stmp' }, 'got "Stmp", and for curvature (nearest: YawCrv, '],
    [{ ...SAID, curvature: 'Crv' }, '), got "Crv" (--columns; a.csv:1)'],
    [
      { ...SAID, ay: 'Yaw_Crv' },
      'expected each title once, got "YawCrv" for curvature and for ay (--columns; a.csv:1)',
    ],
  ])('refuses %o', (columns, message) => {
    expect(() => findColumns(HEADER, 'a.csv:1', { columns })).toThrow(message);
  });

  it('refuses a title that is there twice, and a unit that it does not know', () => {
    const twice = () => findColumns([...HEADER, 'YawCrv'], 'a.csv:1', { columns: SAID });
    expect(twice).toThrow('expected one column YawCrv, got 2 in "Stamp, ');
    const header = [...HEADER, 'LatAcc [ft/s2]'];
    const columns = { ...SAID, ay: 'LatAcc' };
    expect(() => findColumns(header, '', { columns })).toThrow('expected Ay in m/s2, g, got "ft/s2" in its title');
    expect(findColumns(header, '', { columns, units: { ay: 0.3048 } }).ay).toBe(5);
  });
});

describe('the unit that ends a title', () => {
  const units = (title: string) => titleUnits([title], { velocity: 0 } as never, { velocity: title }); // as: one will do

  it.each([
    ['VehSpd_kph', 1 / 3.6],
    ['Speed KMH', 1 / 3.6],
    ['v.mph', 0.44704],
    ['v_mps', 1],
    ['v_mps [mph]', 0.44704],
    ['v_mps [knots]', undefined],
    ['VehSpdkph', undefined],
    ['VehSpd_raw', undefined],
    ['kph', undefined],
  ])('of %s', (title, factor) => {
    expect(units(title).velocity).toBe(factor);
  });

  it('counts where the user says what the column is, and nowhere else', () => {
    expect(titleUnits(HEADER, FOUND, SAID)).toEqual({ velocity: 1 / 3.6 });
    expect(titleUnits(HEADER, FOUND)).toEqual({});
    expect(otherColumns(HEADER, FOUND, { columns: SAID }).readAs).toContain('VehSpd_kph as Velocity in km/h');
    const { readAs } = otherColumns(HEADER, FOUND, { columns: SAID, units: { velocity: 1 } });
    expect(readAs).toContain('VehSpd_kph as Velocity');
  });
});

describe('a file', () => {
  let folder = '';
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'steercast-said-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const ROWS = Array.from({ length: 12 }, (_, k) => [k / 10, 0.001, 72, 2.25, 0]);
  const text = (rows: readonly (readonly (string | number)[])[]) => rows.map((row) => `${row.join(';')}\n`).join('');
  const read = async (name: string, content: string | Uint8Array, columns: object = SAID) => {
    await writeFile(join(folder, name), content);
    return readDrive(join(folder, name), { columns });
  };
  const ROW = { time: 0.3, curvature: 0.001, vEgo: 20, steeringAngleDeg: 2.25, valid: true };

  it('is read, below comments and above a line of units too', async () => {
    expect((await read('a.csv', text([HEADER, ...ROWS]))).rows[3]).toEqual(ROW);
    const units = ['s', '1/km', 'm/s', 'rad', '-'];
    const drive = await read('a.csv', `car 7; Stamp\n# 20 Hz\n${text([HEADER, units, ...ROWS])}`);
    expect(drive).toMatchObject({ above: 2, hasUnitsRow: true });
    expect(drive.rows[3]).toMatchObject({ time: 0.3, curvature: 1e-6, vEgo: 72 });
    expect(drive.rows[3]!.steeringAngleDeg).toBeCloseTo((2.25 * 180) / Math.PI, 12);
  });

  it('is read as a workbook, below its lines', async () => {
    const bytes = await makeWorkbook({ s: [['car 7'], [], HEADER, ...ROWS] });
    const drive = await read('a.xlsx', bytes);
    expect(drive.rows[3]).toEqual(ROW);
    expect(drive.above).toBe(2);
  });

  it('is read below comments by titles that look like nothing', async () => {
    const header = ['a', 'b', 'c', 'd', 'e'];
    const columns = { t: 'a', curvature: 'b', velocity: 'c', steering: 'd' };
    expect(namedColumns(header, columns)).toEqual({ named: 4, isWhole: true });
    const rows = [header, ...ROWS];
    const drive = await read('a.csv', `car 7\n\n${text(rows)}`, columns);
    expect(drive).toMatchObject({ above: 2, others: ['e'] });
    expect(drive.rows).toHaveLength(12);
    const workbook = await read('a.xlsx', await makeWorkbook({ s: [['car 7'], [], ...rows] }), columns);
    expect(workbook.rows).toEqual(drive.rows);
  });

  it('says which usual names it passes over, once', async () => {
    const drive = await read('a.csv', text([[...HEADER.slice(0, 4), 'Velocity'], ...ROWS]));
    const remark = 'not read: its column Velocity, as velocity is VehSpd_kph (--columns)';
    expect(remarksOn(drive, {}).filter((one) => one.includes('--columns'))).toEqual([remark]);
  });

  it.each([
    ['lat', ['lat', 'lon', 'lat (deg)'], ['', '', ''], []],
    ['what is said to be ay', ['LatAcc', 'Ay'], ['', 0.4], ['not read: its column Ay, as ay is LatAcc (--columns)']],
    ['ay', ['Ay (filtered)'], [0.4], ['Ay (filtered) is not read, as its unit is not m/s2 or g (--units ay=m/s2, where it is)']],
  ])('without a value of %s has a remark on a unit only where that is not known', async (_, titles, cells, remarks) => {
    const header = [...HEADER.slice(0, 4), ...titles];
    const columns = titles.includes('LatAcc') ? { ...SAID, ay: 'LatAcc' } : SAID;
    const drive = await read('a.csv', text([header, ...ROWS.map((row) => [...row.slice(0, 4), ...cells])]), columns);
    expect(remarksOn(drive, {}).filter((one) => one.includes('not read'))).toEqual(remarks);
  }); // prettier-ignore

  it('is refused with the titles that its own columns most likely have, below comments too', async () => {
    const hint = '"; other names? --columns curvature=YawCrv,velocity=VehSpd_kph,steering=StrWhlAng (';
    await expect(read('a.csv', text([HEADER, ...ROWS]), {})).rejects.toThrow(`${hint}${join(folder, 'a.csv')}:1)`);
    const below = read('a.csv', `car 7\n\n${text([HEADER, ...ROWS])}`, {});
    await expect(below).rejects.toThrow(`${hint}${join(folder, 'a.csv')}:3)`);
    const bytes = await makeWorkbook({ s: [['car 7'], [], HEADER, ...ROWS] });
    await expect(read('a.xlsx', bytes, {})).rejects.toThrow(`${hint}${join(folder, 'a.xlsx')}!s:3)`);
  });

  it('is one of its folder, which tells those of other names', async () => {
    const own = await mkdtemp(join(folder, 'own-'));
    const usual = text([['t', 'Curvature', 'Velocity', 'Steering'], ...ROWS.map((row) => row.slice(0, 4))]);
    const files = { 'a.csv': text([HEADER, ...ROWS]), 'b.csv': usual, 'c.csv': 'Driver;Car\nme;7\n' };
    for (const [name, content] of Object.entries(files)) await writeFile(join(own, name), content);
    const remarks: string[] = [];
    const remark = (one: string) => void remarks.push(one.replaceAll(own, ''));
    expect(await listDrives([own], { remark })).toEqual([join(own, 'b.csv')]);
    expect(remarks.splice(0)).toEqual([
      'passed over, it has the columns of a drive by other names (--columns): /a.csv',
      'passed over, it has not the columns of a drive: /c.csv',
    ]);
    const listed = await listDrives([own], { remark, columns: SAID });
    expect(listed).toEqual([join(own, 'a.csv'), join(own, 'b.csv')]);
    expect(remarks).toEqual(['passed over, it has not the columns of a drive: /c.csv']);
  });
});
