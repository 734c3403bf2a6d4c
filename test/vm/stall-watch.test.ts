import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readStalls, stalledWithin } from './suite/stalls.js';

describe('the watch over the guest', () => {
  it('tells when nothing could run, for as long as that was', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'steercast-stalls-'));
    const file = join(folder, 'stalls');
    const watch = spawn(process.execPath, [join(import.meta.dirname, 'stall-watch.mjs'), file]);
    onTestFinished(async () => {
      watch.kill('SIGKILL');
      await rm(folder, { recursive: true });
    });
    await expect.poll(() => existsSync(file), { timeout: 20_000 }).toBe(true);
    await wait(50);
    watch.kill('SIGSTOP');
    const begin = Date.now();
    await wait(200);
    watch.kill('SIGCONT');
    const end = Date.now();
    await expect.poll(() => stalledWithin(readStalls(file), begin, end)).toBeGreaterThan(150);
  });

  it('deducts what touches the time, and no more than the time itself', () => {
    const stalls = [
      { begin: 100, end: 130 },
      { begin: 500, end: 510 },
    ];
    expect(stalledWithin(stalls, 90, 200)).toBe(30);
    expect(stalledWithin(stalls, 131, 141)).toBe(10); // the clocks may differ by so much
    expect(stalledWithin(stalls, 140, 400)).toBe(0);
    expect(stalledWithin(stalls, 0, 1000)).toBe(40);
  });
});
