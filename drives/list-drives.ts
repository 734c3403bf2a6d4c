import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { counted } from '../core/counted.js';
import { InputError } from '../core/input-error.js';
import { systemFault } from '../files/system-fault.js';
import type { Titles } from './columns.js';
import { decodeText, hasDriveHeader } from './csv.js';
import { DRIVE_EXTENSIONS, LOG_EXTENSIONS, driveFormat, isLogName } from './drive-format.js';
import { BYTES_LOOKED_AT, namedBy } from './header-row.js';
import { isLog } from './is-log.js';
import { likelyColumns } from './likely-titles.js';

/** Folders that a message names. */
const NAMED = 3;
/** Levels of folders that are looked through for it. */
const DEPTH = 3;

type ListOptions = {
  /** CAN logs are drive files too */
  logs?: boolean;
  /** titles of a drive's columns, as the user says */
  columns?: Titles | undefined;
  /**
   * hears of the texts of another kind (notes.txt) that are passed over in a folder, without it none is, and of the
   * drive files in folders below
   */
  remark?: (text: string) => void;
};

/**
 * Each file as it is, each folder as the drive files right inside of it, sorted by name. Those in folders below may be
 * another vehicle's or held out, so they are told and not taken.
 */
export async function listDrives(paths: readonly string[], options: ListOptions = {}): Promise<string[]> {
  const lists = await Promise.all(paths.map((path) => listOne(path, options)));
  return lists.flat();
}

async function listOne(path: string, { logs = false, columns, remark }: ListOptions): Promise<string[]> {
  const known = logs ? [...DRIVE_EXTENSIONS, ...LOG_EXTENSIONS] : DRIVE_EXTENSIONS;
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return [path];
    const all = (await readdir(path)).sort();
    const names = all.filter((name) => isDriveFile(name, logs));
    const notRead = logs ? [] : all.filter((name) => isDriveFile(name, true) && isLogName(name));
    const files = names.map((name) => join(path, name));
    const strays = remark ? await Promise.all(files.map((file) => strayText(file, columns))) : [];
    const drives = files.filter((_, f) => !strays[f]);
    if (files.length > 0 && drives.length === 0) return files; // whoever reads them says what is wrong with the first
    for (const [f, file] of files.entries()) if (strays[f]) remark?.(`passed over, it has ${strays[f]}: ${file}`);
    if (drives.length > 0 && notRead.length > 0)
      remark?.(
        `${path}: not read: ${counted(notRead.length, 'CAN log')}, which --vehicle is for: ${notRead[0]!}${notRead.length > 1 ? ', …' : ''}`,
      );
    const below = await drivesBelow(path, logs);
    if (drives.length > 0 && below) remark?.(`${path}: not read: ${below}`);
    if (drives.length > 0) return drives;
    if (below) throw new InputError(`expected drive files in a folder, got none, but ${below} (${path})`);
  } catch (error) {
    throw systemFault(error, 'a drive file or a folder of them', path);
  }
  const orLogs = logs ? '' : ', or CAN logs with --vehicle';
  throw new InputError(`expected drive files (${known.join(', ')}${orLogs}) in a folder, got none (${path})`);
}

/** How many files may be drives in folders below a folder, and which folders to name instead; undefined for none. */
async function drivesBelow(path: string, logs: boolean): Promise<string | undefined> {
  const files = (await filesBelow(path, DEPTH)).filter((file) => isDriveFile(basename(file), logs));
  if (files.length === 0) return undefined;
  const folders = [...new Set(files.map((file) => dirname(file)))].sort();
  const rest = folders.length > NAMED ? `, … (${folders.length} folders)` : '';
  const count = files.length === 1 ? '1 file that may be a drive' : `${files.length} files that may be drives`;
  return `${count} below it, in ${folders.slice(0, NAMED).join(', ')}${rest}`;
}

/** Paths of the files in folders below a folder, so many levels deep; hidden folders and those of packages are none. */
async function filesBelow(path: string, depth: number): Promise<string[]> {
  if (depth === 0) return [];
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []); // a hint, which must not fail
  const folders = entries.filter((one) => one.isDirectory() && !/^[.~]|^node_modules$/.test(one.name));
  const found: string[] = [];
  for (const { name } of folders) {
    const folder = join(path, name);
    const files = await readdir(folder).catch(() => []);
    found.push(...files.map((file) => join(folder, file)), ...(await filesBelow(folder, depth - 1)));
  }
  return found;
}

/** Hidden files and the lock files of spreadsheet programs (`~$drive.xlsx`) are none. */
export function isDriveFile(name: string, logs: boolean): boolean {
  if (/^[.~]/.test(name)) return false;
  return DRIVE_EXTENSIONS.includes(extname(name).toLowerCase()) || (logs && isLogName(name));
}

/** What a text has that is without the header of a drive. An empty one is a recording that went wrong. */
async function strayText(path: string, said: Titles | undefined): Promise<string | undefined> {
  if (isLogName(path) || driveFormat(path) !== 'csv' || (await isLog(path))) return undefined;
  const file = await open(path).catch(() => undefined); // its reader says what is wrong
  if (!file) return undefined;
  try {
    if (!(await file.stat()).isFile()) return undefined;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BYTES_LOOKED_AT), 0, BYTES_LOOKED_AT, 0);
    const text = decodeText(buffer.subarray(0, bytesRead));
    const isOdd = text.trim() === '' || text.includes('\0') || hasOpenQuote(text); // whoever reads it says so
    if (isOdd || hasDriveHeader(text, namedBy(said))) return undefined;
    return hasDriveHeader(text, likelyColumns)
      ? 'the columns of a drive by other names (--columns)'
      : 'not the columns of a drive';
  } finally {
    await file.close();
  }
}

/** Whether the first line ends inside of quotes: a title with a line break in it, or a quote that swallows the file. */
const hasOpenQuote = (text: string) => (/^.*/.exec(text)![0].split('"').length - 1) % 2 === 1;
