import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '../bench/days.mjs');

type Figures = {
  steps: number;
  states: Record<string, number>;
  injected: Record<string, number>;
  told: Record<string, number>;
  rss: { max: number };
  hash: string;
};

/** A slice of the days that the bench drives, with more of each fault than it would have by chance. */
async function drive(seed: number): Promise<Figures> {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, '--json', '--hours', '0.05', '--faults', '20', '--seed', String(seed)]); // prettier-ignore
  return JSON.parse(stdout) as Figures; // as: the script prints it
}

describe('a slice of the simulated days', () => {
  it('goes through its faults, tells them, and gives the same again for the same seed', async () => {
    const [first, again, other] = await Promise.all([drive(1), drive(1), drive(2)]);
    const { steps, states, injected, told, rss, hash } = first;
    expect(Math.abs(steps - 18_000)).toBeLessThan(200);
    expect(states['DEGRADED']).toBeGreaterThan(0.8 * steps); // the curvature ahead is held
    expect(states['INVALID']).toBeGreaterThan(0);
    for (const kind of Object.keys(injected)) expect(injected[kind], kind).toBeGreaterThan(0);
    const names = Object.keys(told).join();
    for (const reason of ['COUNTER', 'CHECKSUM', 'SHORT_FRAME', 'DUPLICATE', 'OUT_OF_ORDER'])
      expect(names).toContain(reason);
    expect(told['CLOCK_STEP']).toBe(injected['clock']);
    const badSums = Object.entries(told).flatMap(([name, times]) => (name.startsWith('CHECKSUM') ? times : []));
    expect(badSums.reduce((sum, times) => sum + times)).toBeLessThanOrEqual(injected['spoilt']!); // of that frame alone
    expect(rss.max).toBeLessThan(150);
    expect(again.hash).toBe(hash);
    expect(other.hash).not.toBe(hash);
  }, 120_000);
});
