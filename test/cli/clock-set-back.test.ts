/** A log whose clock was set back: its times come twice, and nothing may be mixed up by them. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { readVehicle } from '../../can/vehicle/read-vehicle.js';
import { evaluateDrives } from '../../cli/evaluate-drives.js';
import type { Drive } from '../../drives/drive.js';
import { driveSamples } from '../../drives/drive-samples.js';
import { readLog } from '../../drives/read-log.js';
import { simulateDrive } from '../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../drives/synthetic/vehicle.js';
import { formatCanLog } from '../../drives/write-log.js';
import { readBundle } from '../../onnx/bundle.js';
import { toPredictions } from '../../runtime/pipeline.js';
import { openPredictor } from '../../runtime/predictor.js';
import { score, type ScoredStep } from '../../training/metrics.js';
import { DEFAULT_MODEL } from './drive-files.js';

const DT = 0.1;
const LINES_A_ROW = 3;

/** The drive's log up to `until` s, then again from `from` s on. */
async function readTwice({ until, from }: { until: number; from: number }): Promise<Drive> {
  const { rows } = simulateDrive({ seed: 5, road: 'slalom', vehicle: VEHICLES[0]!, seconds: 30, rowDt: DT });
  const vehicle = await readVehicle('synthetic');
  const lines = formatCanLog(rows, vehicle, DT).split('\n');
  const at = (seconds: number) => Math.round(seconds / DT) * LINES_A_ROW;
  const path = join(await mkdtemp(join(tmpdir(), 'steercast-')), 'twice.log');
  await writeFile(path, [...lines.slice(0, at(until)), ...lines.slice(at(from))].join('\n'));
  return readLog(path, { vehicle, dt: DT, remark: () => undefined });
}

describe.each([0.2, 0.5, 5, 12])('a log that goes back by %s s', (back) => {
  it('restarts the window, says why, and mixes no angle from before with one after', async () => {
    const drive = await readTwice({ until: 15, from: 15 - back });
    const bundle = await readBundle(DEFAULT_MODEL);
    const predictions: { state: string; reasons: readonly string[] }[] = [];
    await toPredictions(from(driveSamples(drive, DT)), await openPredictor(bundle, { onFault: expect.unreachable }), {
      preview: 'recorded',
    }).forEach((one) => {
      predictions.push(one);
    });
    await bundle.session.release();
    const steps = predictions.flatMap(({ reasons }, p) => (reasons.includes('CLOCK_STEP') ? [p] : []));
    expect(steps).toHaveLength(1);
    expect(predictions).toHaveLength(drive.rows.length);
    const after = predictions.slice(steps[0], steps[0]! + 4);
    expect(after.map(({ state }) => state)).not.toContain('VALID');
    expect(after.map(({ state }) => state)).not.toContain('DEGRADED');
  });

  it('is scored as the two drives that it holds', async () => {
    const bundle = await readBundle(DEFAULT_MODEL);
    const stepsOf = async (drive: Drive) =>
      (await evaluateDrives([drive], bundle, { preview: 'recorded' })).drives[0]!.steps;
    const whole = await stepsOf(await readTwice({ until: 15, from: 15 }));
    const twice = await stepsOf(await readTwice({ until: 15, from: 15 - back }));
    await bundle.session.release();
    const byTime = new Map(whole.map((step) => [step.time.toFixed(3), step]));
    expect(twice.length).toBeGreaterThan(whole.length - 20);
    for (const { time, actual } of twice) expect(actual).toEqual(byTime.get(time.toFixed(3))!.actual);
    // The second time it knows the car better, so its answers are not the same; answers of another time are far off.
    const maeOf = (steps: ScoredStep[]) =>
      score({ actual: steps.map((s) => s.actual), predicted: steps.map((s) => s.predicted) }).mae;
    expect(maeOf(twice)).toBeLessThan(1.1 * maeOf(whole));
  });
});
