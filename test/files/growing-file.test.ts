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

it('has a text in the place of the one that it makes superfluous, written or not', async () => {
  const { file, read } = await newFile();
  file.append('a\n');
  file.append('1\n');
  file.supersede('2\n');
  await file.flush();
  expect(await read()).toBe('a\n2\n');
  file.supersede('3\n');
  const writing = file.flush();
  file.supersede('4\n');
  file.append('b\n');
  await writing;
  expect(await read()).toBe('a\n3\n');
  await file.close();
  expect(await read()).toBe('a\n4\nb\n');
  expect(file.length).toBe(6);
});

it('has it behind that one where it is longer, or where that one lies on two pages', async () => {
  const { file, read } = await newFile();
  file.supersede('9\n');
  file.supersede('10\n');
  const filled = 'x'.repeat(4096 - 7);
  file.append(filled);
  file.append('11\n');
  file.supersede('12\n');
  file.supersede('13\n');
  await file.close();
  expect(await read()).toBe(`9\n10\n${filled}11\n13\n`);
});
