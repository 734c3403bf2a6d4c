/** A good drive, and ways to spoil it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COLUMNS, smallDrive, toCsv } from './drive-files.js';

/** lines of a good drive, the header first */
export const GOOD = toCsv(smallDrive(40)).trimEnd().split('\n');
/** Lines of a good drive, the header first → the lines of a bad one. */
export type Spoil = (lines: string[]) => string[];

const columnOf = (title: string) => COLUMNS.findIndex((name) => name === title);

/** Puts a text into a column of the file's line `number`, counted from 1. */
export const cell =
  (title: string, number: number, text: string): Spoil =>
  (lines) =>
    lines.map((line, index) => {
      if (index !== number - 1) return line;
      return line
        .split(',')
        .map((old, c) => (c === columnOf(title) ? text : old))
        .join(',');
    });

export const withoutColumn = (title: string) => (lines: string[]) =>
  lines.map((line) =>
    line
      .split(',')
      .filter((_, c) => c !== columnOf(title))
      .join(','),
  );

/** of a file */
export const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

/** A new folder with one file in it. */
export async function folderWith(newFolder: () => Promise<string>, name: string, content: string): Promise<string> {
  const folder = await newFolder();
  await writeFile(join(folder, name), content);
  return folder;
}
