import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { GrowingFile } from '../../files/growing-file.js';
import { useFolders } from '../cli/folders.js';

const newFolder = useFolders();

async function newFile() {
  const path = join(await newFolder(), 'a.txt');
  const file = new GrowingFile(path, (fault) => expect.unreachable(String(fault)));
  return { file, read: () => readFile(path, 'utf8') };
}

it('is what was appended, in UTF-8, and counts its bytes', async () => {
  const { file, read } = await newFile();
  file.append('Königstraße\n');
  await file.flush();
  file.append('Łódzka\n');
  await file.close();
  expect(await read()).toBe('Königstraße\nŁódzka\n');
  expect(file.length).toBe(14 + 9);
});
