import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_MODEL, smallDrive, toCsv } from './drive-files.js';
import { useFolders } from './folders.js';
import { refusal } from './steercast.js';
import { withoutPackage } from './without-package.js';

const newFolder = useFolders();

it('names ONNX Runtime where it is missing, and lays it not on the model', async () => {
  const folder = await newFolder();
  await writeFile(join(folder, 'drive.csv'), toCsv(smallDrive(40)));
  const replay = ['replay', 'drive.csv', '--model', DEFAULT_MODEL, '--out', 'out.csv'];
  expect(await withoutPackage('onnxruntime-node', () => refusal(replay, folder))).toBe(
    `steercast: expected the package onnxruntime-node to load (npm ci installs it), got "Cannot find package 'onnxruntime-node'"`,
  );
});
