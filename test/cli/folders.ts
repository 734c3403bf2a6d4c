import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** Makes new temporary folders; they are removed after the tests of the file that calls this. */
export function useFolders(): () => Promise<string> {
  let root = '';
  beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), 'steercast-cli-'))));
  afterAll(() => rm(root, { recursive: true, force: true }));
  return () => mkdtemp(join(root, 'folder-'));
}

/** Writes a text to a file of that name in a folder of its own, and gives its path. */
export function useFiles(): (name: string, text: string) => Promise<string> {
  const newFolder = useFolders();
  return async (name, text) => {
    const path = join(await newFolder(), name);
    await writeFile(path, text);
    return path;
  };
}
