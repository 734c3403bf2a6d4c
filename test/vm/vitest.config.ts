/** The suite that runs inside the guest: one file after the other, as there is one CPU. */
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    include: ['test/vm/suite/**/*.test.ts'],
    fileParallelism: false,
    pool: 'forks',
    testTimeout: 90_000,
  },
});
