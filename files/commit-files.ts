import * as fs from 'node:fs';
import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from './make-folder.js';
import { refuseOther } from './regular-file.js';
import { syncFolder } from './sync-folder.js';
import { systemFault } from './system-fault.js';

const writeFile = promisify(fs.writeFile);
const fsync = promisify(fs.fsync);

/**
 * Writes path → content, all or nothing: every file is whole and on the disk as PATH.tmp before the first is renamed.
 * Missing folders are made. A power cut or a fault between two renames can leave old and new files side by side, so
 * files that belong together must be able to tell (a card carries its model's hash). A process that exits on the way
 * leaves nothing behind.
 */
export async function commitFiles(files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  const written: string[] = [];
  const undos: (() => Promise<void>)[] = [];
  const removeLeftOvers = () => written.forEach((leftOver) => rmSync(leftOver, { force: true }));
  process.on('exit', removeLeftOvers);
  let path = '';
  try {
    for (path of files.keys()) refuseOther(await stat(path).catch(() => undefined), path); // writing says what is wrong
    for (path of files.keys()) {
      undos.push(await makeFolder(dirname(path)));
      await writeSynced(`${path}.tmp`, files.get(path)!, () => written.push(`${path}.tmp`));
    }
    for (path of files.keys()) renameSync(`${path}.tmp`, path); // all in one turn: no signal comes between them
    written.length = 0;
    for (path of new Set([...files.keys()].map(dirname))) await syncFolder(path);
  } catch (error) {
    for (const leftOver of written) await rm(leftOver, { force: true });
    for (const undo of undos.toReversed()) await undo();
    throw systemFault(error, 'a path that can be written', path);
  } finally {
    process.off('exit', removeLeftOvers);
  }
}

/** Opened once, and in one turn: one that were on its way while the process exits would make the file that is removed. */
async function writeSynced(path: string, content: string | Uint8Array, onOpened: () => void): Promise<void> {
  const file = openSync(path, 'w');
  onOpened();
  try {
    await writeFile(file, content);
    await fsync(file);
  } finally {
    closeSync(file);
  }
}
