/** `steercast latency` over a real interface: the kernel stamps, and every answer is a replay's. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Latency } from '../../../runtime/latency/measure.js';
import { steercast } from './bench.js';
import { vcan } from './vcan.js';

const BUS = 'vcan0';

beforeEach(async () => {
  if (!vcan.isThere(BUS)) await vcan.add(BUS);
});

describe('latency on a real bus', () => {
  it('sends over the interface, hears its own frames and no foreign one, and holds its answers against a replay', async () => {
    const program = steercast('latency', '--interface', BUS, '--rate', '50', '--seconds', '6', '--foreign', '300', '--json'); // prettier-ignore
    expect(await program.ended, program.stderr()).toBe(0);
    const measured = JSON.parse(program.stdout()) as Latency; // as: its own format
    const { processing, due, checked, frames, foreignFrames } = measured;
    console.log(
      `figure: latency over vcan at 50 Hz: from due time p50 ${due.p50.toFixed(2)}, p99 ${due.p99.toFixed(2)} ms; of that from the frame in our hands ${processing.p50.toFixed(2)} and ${processing.p99.toFixed(2)} ms`,
    );
    expect(measured).toMatchObject({ source: BUS, lost: 0 });
    expect(frames).toBe(3 * 50 * 11);
    expect(foreignFrames).toBeGreaterThan(300 * 10);
    expect(processing.count + measured.byTimer).toBeGreaterThanOrEqual(290);
    expect(due.p50).toBeGreaterThan(processing.p50);
    expect(checked.answers).toBeGreaterThan(540);
    expect(checked.different).toBeUndefined();
  }, 60_000);
});
