import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** a folder for what several test files share, removed when all have ended */
    temporaryRoot: string;
  }
}

export default function setUp(project: TestProject): () => void {
  const root = mkdtempSync(join(tmpdir(), 'steercast-tests-'));
  project.provide('temporaryRoot', root);
  return () => rmSync(root, { recursive: true, force: true });
}
