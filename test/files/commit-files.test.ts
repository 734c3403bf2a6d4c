import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import { commitFiles } from '../../files/commit-files.js';

let folder: string;
const at = (name: string) => join(folder, name);
const commit = (files: Record<string, string | Uint8Array>) =>
  commitFiles(new Map(Object.entries(files).map(([name, content]) => [at(name), content])));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steercast-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('commitFiles', () => {
  it('writes texts and bytes, makes folders and leaves nothing else', async () => {
    await commit({ 'new/deep/card.json': '{}\n', 'new/deep/model.onnx': Uint8Array.of(1, 2, 0) });
    expect(await readFile(at('new/deep/card.json'), 'utf8')).toBe('{}\n');
    expect([...(await readFile(at('new/deep/model.onnx')))]).toEqual([1, 2, 0]);
    expect(await readdir(at('new/deep'))).toEqual(['card.json', 'model.onnx']);
  });

  it('puts the new in the place of the old', async () => {
    await commit({ a: 'a longer text' });
    await commit({ a: 'short' });
    expect(await readFile(at('a'), 'utf8')).toBe('short');
  });

  it('changes nothing where one of the files is a folder', async () => {
    await writeFile(at('a'), 'old');
    await mkdir(at('b'));
    await expect(commit({ a: 'new', b: 'new' })).rejects.toThrow(InputError);
    await expect(commit({ a: 'new', b: 'new' })).rejects.toThrow(
      `expected a path that can be written, got a folder (${at('b')})`,
    );
    expect(await readFile(at('a'), 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a', 'b']);
  });

  it('changes nothing where a later file cannot be written', async () => {
    await writeFile(at('a'), 'old');
    await mkdir(at('b.tmp'));
    await expect(commit({ a: 'new', 'deep/c': 'new', b: 'new' })).rejects.toThrow(
      `got a folder of that name (${at('b')})`,
    );
    expect(await readFile(at('a'), 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a', 'b.tmp']);
  });

  it('refuses to put a file in the place of a device', async () => {
    await expect(commitFiles(new Map([['/dev/null', 'new']]))).rejects.toThrow('got no regular file (/dev/null)');
  });

  it('refuses a path below a file', async () => {
    await writeFile(at('a'), 'old');
    await expect(commit({ 'a/b': 'new' })).rejects.toThrow(InputError);
    await expect(commit({ 'a/b/c': 'new' })).rejects.toThrow('got a file where a folder should be (');
  });

  // The super-user may write everywhere.
  it.skipIf(process.getuid?.() === 0)('refuses a folder that may not be written', async () => {
    await chmod(folder, 0o500);
    await expect(commit({ a: 'new' })).rejects.toThrow(`got no permission (${at('a')})`);
    await chmod(folder, 0o700);
  });

  it('refuses a folder of the system that takes no files', async () => {
    await expect(commitFiles(new Map([['/proc/a', 'new']]))).rejects.toThrow(InputError);
  });

  it('leaves nothing behind where the process exits on the way', async () => {
    await writeFile(at('a'), 'old');
    const exiting = `
      import { existsSync } from 'node:fs';
      const { commitFiles } = await import('${pathToFileURL(join(import.meta.dirname, '../../dist/files/commit-files.js')).href}');
      void commitFiles(new Map([[process.argv[1], 'x'.repeat(2e8)]]));
      setInterval(() => existsSync(process.argv[1] + '.tmp') && process.exit(130), 1);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', exiting, at('a')], { stdio: 'inherit' });
    expect(await once(child, 'close')).toEqual([130, null]);
    expect(await readdir(folder)).toEqual(['a']);
    expect(await readFile(at('a'), 'utf8')).toBe('old');
  });
});
