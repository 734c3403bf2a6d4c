import { defineConfig } from 'vitest/config';

/** What runs in the guest has a configuration of its own (test/vm/vitest.config.ts). */
const IN_GUEST = 'test/vm/suite/**';
const GUEST = 'test/vm/guest.test.ts';

export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line-reporter.ts'],
    testTimeout: 30_000,
    maxWorkers: 2, // many tests wait for a process of their own
    projects: [
      {
        extends: true,
        test: {
          name: 'host',
          include: ['test/**/*.test.ts'],
          exclude: [IN_GUEST, GUEST],
          globalSetup: ['./test/temporary-root.ts'],
        },
      },
      // After the others: it measures latencies, and would rather have the machine to itself.
      { extends: true, test: { name: 'guest', include: [GUEST], sequence: { groupOrder: 1 } } },
    ],
  },
});
