import { createHash } from 'node:crypto';
import { mkdtemp, mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import { listDrives } from '../../drives/list-drives.js';
import { readDrive } from '../../drives/read-drive.js';
import { formatCsv } from '../../drives/write-csv.js';
import { formatWorkbook } from '../../drives/write-workbook.js';
import { makeRows } from './make-rows.js';

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steercast-drives-'));
  await mkdir(at('empty'));
  await mkdir(at('drives'));
  const names = ['b.csv', 'a.XLSX', '.hidden.csv', '~$a.xlsx', 'remarks.md'];
  await Promise.all(names.map((name) => writeFile(join(at('drives'), name), '')));
});
afterAll(() => rm(folder, { recursive: true }));

describe('readDrive', () => {
  it('reads a CSV file with its name and hash', async () => {
    const text = formatCsv(makeRows(12));
    await writeFile(at('one.CSV'), text);
    const sha256 = createHash('sha256').update(text).digest('hex');
    expect(await readDrive(at('one.CSV'))).toEqual({ name: 'one.CSV', sha256, rows: makeRows(12) });
  });

  it('names the columns that it does not read', async () => {
    await writeFile(
      at('more.csv'),
      `${formatCsv(makeRows(12))
        .replace(/\n/, ', Latitude \n')
        .replace(/(\d)\n/g, '$1,7\n')}`,
    );
    expect((await readDrive(at('more.csv'))).others).toEqual(['Latitude']);
  });

  it('reads a workbook', async () => {
    await writeFile(at('one.xlsx'), await formatWorkbook(makeRows(12)));
    expect((await readDrive(at('one.xlsx'), { sheet: 'drive' })).rows).toEqual(makeRows(12));
    await expect(readDrive(at('one.xlsx'), { sheet: 'other' })).rejects.toThrow('got "other"');
  });

  it('refuses a file that is too large before it takes it into memory', async () => {
    await writeFile(at('huge.csv'), '');
    await truncate(at('huge.csv'), 3 * 2 ** 30); // more than node can read at one go
    const message = `expected a drive file of at most 268435456 bytes, got 3221225472 (${at('huge.csv')})`;
    await expect(readDrive(at('huge.csv'))).rejects.toThrow(message);
  });

  it.each([
    [
      'a.pdf',
      'expected a drive file (.csv, .tsv, .txt, .xlsm, .xlsx) or a CAN log (.log, .candump, .asc, .blf, .trc), got the extension .pdf (',
    ],
    ['drive', 'got the extension none ('],
    ['missing.csv', 'expected a drive file that can be read, got no such file or folder ('],
    ['missing.xlsx', 'expected a drive file that can be read, got no such file or folder ('],
  ])('refuses %s', async (name, message) => {
    await expect(readDrive(at(name))).rejects.toThrow(InputError);
    await expect(readDrive(at(name))).rejects.toThrow(message + at(name));
  });
});

describe('listDrives', () => {
  it('keeps files and lists the drive files of a folder, sorted', async () => {
    const listed = await listDrives([at('drives/b.csv'), at('drives')]);
    expect(listed).toEqual(['drives/b.csv', 'drives/a.XLSX', 'drives/b.csv'].map(at));
  });

  it('passes over a text of another kind, says so, and keeps a drive with a fault', async () => {
    await mkdir(at('mixed'));
    const files = {
      'a.csv': 'T;curvature;Speed\n0;0;0\n',
      'b.csv': 'day,driver\nmonday,me\n',
      'c.csv': '',
      'd.txt': 'tyres changed\n',
      'e.csv': '"t,\n',
      'g.csv': 'Time,Speed,Wind\n0,3,2\n',
      'f.txt': '(1600000000.000000) can0 025#0102\n',
      'h.log': '',
      'i.log.gz': '',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(at(`mixed/${name}`), text);
    const remarks: string[] = [];
    const listed = await listDrives([at('mixed')], { remark: (text) => remarks.push(text) });
    expect(listed).toEqual(['a.csv', 'c.csv', 'e.csv', 'f.txt'].map((name) => at(`mixed/${name}`)));
    expect(remarks).toEqual([
      ...['b.csv', 'd.txt', 'g.csv'].map((n) => `passed over, it has not the columns of a drive: ${at(`mixed/${n}`)}`),
      `${at('mixed')}: not read: 2 CAN logs, which --vehicle is for: h.log, …`,
    ]);
  });

  it('takes none from the folders below, and says how many there are and where', async () => {
    for (const name of ['.git', 'van', 'held-out/1', 'held-out/2', 'pickup', 'node_modules/a', 'a/b/c/d']) {
      await mkdir(at(`fleet/${name}`), { recursive: true });
      for (const file of ['a.csv', 'b.xlsx', 'c.log', 'd.pdf']) await writeFile(at(`fleet/${name}/${file}`), '');
    }
    const folders = `in ${['held-out/1', 'held-out/2', 'pickup'].map((name) => at(`fleet/${name}`)).join(', ')}, … (4 folders)`;
    await expect(listDrives([at('fleet')])).rejects.toThrow(
      `expected drive files in a folder, got none, but 8 files that may be drives below it, ${folders} (${at('fleet')})`,
    );
    await expect(listDrives([at('fleet')], { logs: true })).rejects.toThrow(
      `got none, but 12 files that may be drives below it, ${folders}`,
    );
    await writeFile(at('fleet/own.csv'), 't,Velocity\n');
    const remarks: string[] = [];
    expect(await listDrives([at('fleet')], { remark: (text) => remarks.push(text) })).toEqual([at('fleet/own.csv')]);
    expect(remarks).toEqual([`${at('fleet')}: not read: 8 files that may be drives below it, ${folders}`]);
  });

  it('passes nothing over where no drive would be left, nor what was asked for by name', async () => {
    await mkdir(at('notes'));
    await writeFile(at('notes/a.txt'), 'tyres changed\n');
    const remark = () => expect.unreachable();
    expect(await listDrives([at('notes')], { remark })).toEqual([at('notes/a.txt')]);
    expect(await listDrives([at('notes/a.txt')], { remark })).toEqual([at('notes/a.txt')]);
  });

  it.each([
    ['missing', 'expected a drive file or a folder of them, got no such file or folder ('],
    [
      'empty',
      'expected drive files (.csv, .tsv, .txt, .xlsm, .xlsx, or CAN logs with --vehicle) in a folder, got none (',
    ],
  ])('refuses %s', async (name, message) => {
    await expect(listDrives([at(name)])).rejects.toThrow(InputError);
    await expect(listDrives([at(name)])).rejects.toThrow(message + at(name));
  });
});
