import { mkdtemp, rm } from 'node:fs/promises';
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
