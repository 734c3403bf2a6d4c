import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { waitingTime } from '../../../runtime/latency/waiting-time.js';

it.runIf(process.platform === 'linux')('grows while more threads have work than there are processors', () => {
  const busy = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  try {
    const before = waitingTime()!;
    for (const end = performance.now() + 1000; performance.now() < end;);
    expect(waitingTime()! - before).toBeGreaterThan(50);
    expect(waitingTime()! - before).toBeLessThan(60_000);
  } finally {
    busy.forEach((child) => child.kill());
  }
});
