import { defineConfig } from 'vitest/config';

/** What runs in the guest has a configuration of its own (test/vm/vitest.config.ts). */
const IN_GUEST = 'test/vm/suite/**';
const GUEST = 'test/vm/guest.test.ts';
/** They measure the memory of their process. */
const ALONE = ['test/training/engines/**/*.test.ts', 'test/can/log/candump.test.ts'];

export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line-reporter.ts'],
    testTimeout: 30_000,
    maxWorkers: 2, // many tests wait for a process of their own
    projects: [
      {
        extends: true,
        // One process for many files: what they import (zod, rxjs, TensorFlow.js) is read once, which halves the time of
        // the fast ones. A test that changes its process gives it back as it was, and mocks no module.
        test: {
          name: 'host',
          include: ['test/**/*.test.ts'],
          exclude: [IN_GUEST, GUEST, ...ALONE],
          isolate: false,
          globalSetup: ['./test/temporary-root.ts'],
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
      // After the others: it measures latencies, and would rather have the machine to itself.
      { extends: true, test: { name: 'guest', include: [GUEST], sequence: { groupOrder: 1 } } },
    ],
  },
});
