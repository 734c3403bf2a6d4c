import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatCandumpLine } from '../../can/log/candump-format.js';
import { readVehicle } from '../../can/vehicle/read-vehicle.js';
import { syntheticSchedule } from '../../runtime/latency/frame-schedule.js';
import { useFolders } from './folders.js';
import { start, steercast } from './steercast.js';

const MODEL = join(import.meta.dirname, '../../models/default');
const RATE = 50;
const newFolder = useFolders();

/** A recorded session on two interleaved grids, with a tick where the bus was silent. */
async function writeSession(folder: string, seconds: number): Promise<void> {
  const schedule = syntheticSchedule(await readVehicle('synthetic'), RATE);
  const lines: string[] = [];
  const startUs = 1.7e15;
  let tick = '';
  for (let event = 0; event < seconds * RATE; event++) {
    const [first] = schedule.framesOf(event);
    if (event === 70)
      tick = `${JSON.stringify({ after: lines.length, tick: startUs + first!.timestampUs + 70_000 })}\n`;
    if (event >= 70 && event < 75) continue; // silence
    for (const frame of schedule.framesOf(event))
      lines.push(formatCandumpLine({ ...frame, timestampUs: frame.timestampUs + startUs }));
  }
  const { onnxSha256: model } = JSON.parse(await readFile(join(MODEL, 'card.json'), 'utf8')) as { onnxSha256: string }; // as: a card
  const head = { session: 1, dt: 0.1, phases: 2, preview: 'hold', model, executor: 'wasm' };
  await writeFile(join(folder, 'session.log'), `${lines.join('\n')}\n`);
  const end = JSON.stringify({ after: lines.length, end: true });
  await writeFile(join(folder, 'session.log.events'), `${JSON.stringify(head)}\n${tick}${end}\n`);
}

describe('a recorded session', () => {
  it('gives the same bytes at 1×, at 100× and at max, and its first difference has a name', async () => {
    const folder = await newFolder();
    await writeSession(folder, 3);
    const replay = ['replay', 'session.log', '--vehicle', 'synthetic', '--model', MODEL];
    const speeds = ['1', '100', 'max'];
    await Promise.all(
      speeds.map((speed) => steercast([...replay, '--speed', speed, '--out', `${speed}.jsonl`], folder)),
    );
    const [slow, fast, max] = await Promise.all(
      speeds.map((speed) => readFile(join(folder, `${speed}.jsonl`), 'utf8')),
    );
    expect(slow!.trimEnd().split('\n').length).toBeGreaterThan(50);
    expect(slow).toContain('"step":[');
    expect(fast).toBe(slow);
    expect(max).toBe(slow);
    const lines = slow!.split('\n');
    lines[40] = lines[40]!.replace('DEGRADED', 'VALID');
    await writeFile(join(folder, 'other.jsonl'), lines.join('\n'));
    const [same, other] = await Promise.all([
      steercast([...replay, '--verify', '1.jsonl'], folder),
      start([...replay, '--verify', 'other.jsonl'], folder).ended,
    ]);
    expect(same.stderr).toMatch(/lines, all as in 1\.jsonl/);
    expect(other.code).toBe(1);
    expect(other.stderr).toMatch(
      /^steercast: expected state VALID at t \d+\.\d+, got DEGRADED now, for PREVIEW_HELD\S* \(other\.jsonl:41\)$/m,
    );
  }, 120_000);
});

/** Written again by `STEERCAST_REFRESH_GOLDEN=1 npx vitest run test/cli/determinism.test.ts`, and by nothing else. */
const GOLDEN = join(import.meta.dirname, '../fixtures/golden-replay.csv');
const REFRESH = process.env['STEERCAST_REFRESH_GOLDEN'] === '1';
/** deg; machines round sums and powers differently in the last digits */
const TOLERANCE_DEG = 1e-3;

describe('a replay', () => {
  it('gives what it gave when its golden answers were written: the whole way from frames to angles', async () => {
    const folder = await newFolder();
    await writeSession(folder, 15);
    const replay = ['replay', 'session.log', '--vehicle', 'synthetic', '--model', MODEL, '--out', 'out.csv'];
    await steercast(replay, folder);
    const got = await readFile(join(folder, 'out.csv'), 'utf8');
    if (REFRESH) await writeFile(GOLDEN, got);
    const [expected, found] = [await readFile(GOLDEN, 'utf8'), got].map((text) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => line.split(',')),
    );
    expect(found!.length).toBe(expected!.length);
    expected!.forEach((cells, row) => {
      cells.forEach((cell, column) => {
        const other = found![row]![column]!;
        const isAngle = column >= 2 && cell !== '' && Number.isFinite(Number(cell));
        const same = isAngle ? Math.abs(Number(other) - Number(cell)) <= TOLERANCE_DEG : other === cell;
        if (!same) throw new Error(`expected ${cell}, got ${other} (${GOLDEN}:${row + 1}, column ${column + 1})`);
      });
    });
    expect(found!.filter((cells) => cells[2] !== '').length).toBeGreaterThan(250);
  }, 60_000);
});
