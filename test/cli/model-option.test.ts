import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_MODEL, smallDrive, toCsv } from './drive-files.js';
import { useFolders } from './folders.js';
import { steercast } from './steercast.js';

const newFolder = useFolders();

it('takes the model that comes with the program where none is asked for, and says so', async () => {
  const folder = await newFolder();
  await writeFile(join(folder, 'drive.csv'), toCsv(smallDrive(60)));
  const without = await steercast(['replay', 'drive.csv', '--out', 'a.csv'], folder);
  const asked = await steercast(['replay', 'drive.csv', '--out', 'b.csv', '--model', DEFAULT_MODEL], folder);
  expect(await readFile(join(folder, 'a.csv'), 'utf8')).toBe(await readFile(join(folder, 'b.csv'), 'utf8'));
  const line = /^model: response-lstm, which comes with the program, .*\(--model\)$/m;
  expect(without.stderr).toMatch(line);
  expect(asked.stderr).not.toMatch(line);
  expect((await steercast(['evaluate', 'drive.csv'], folder)).stderr).toMatch(line);
});
