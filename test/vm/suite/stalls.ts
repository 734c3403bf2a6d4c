/** When the machine took the guest's CPU away, as test/vm/stall-watch.mjs has it. */
import { readFileSync } from 'node:fs';

/** ms since 1970, by the host's clock */
export type Stall = { begin: number; end: number };

/** ms by which the clocks of host and guest may differ */
const TOLERANCE = 2;

export function readStalls(file = '/run/guest/stalls'): Stall[] {
  const lines = readFileSync(file, 'latin1').split('\n').slice(0, -1);
  return lines.map((line) => {
    const [begin = NaN, end = NaN] = line.split(' ').map(Number);
    return { begin, end };
  });
}

/** ms of the time from `begin` to `end` (ms since 1970) in which the guest stood still. */
export function stalledWithin(stalls: readonly Stall[], begin: number, end: number): number {
  const touching = stalls.filter((stall) => stall.begin < end + TOLERANCE && stall.end > begin - TOLERANCE);
  const stood = touching.reduce((sum, stall) => sum + stall.end - stall.begin, 0);
  return Math.min(stood, end - begin);
}
