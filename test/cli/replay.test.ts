import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parsePredictions, readRows, toCsv, type PredictedStep, type Row } from './drive-files.js';
import { listing, steercast } from './steercast.js';
import { useWorkspace } from './workspace.js';

const workspace = useWorkspace('sequence-lstm');

let rows: Row[] = [];
/** the drive as it is, with the curvature that it drove */
let plain: Awaited<ReturnType<typeof replay>>;
beforeAll(async () => {
  rows = await readRows(await workspace.unseenDrive('sequence-lstm'));
  plain = await replay(rows);
});

const model = () => join(workspace.folder, 'sequence-lstm');

/** Replays rows, as a file of their own, and returns what was written with stderr. */
async function replay(some: readonly Row[], ...options: string[]) {
  const folder = await workspace.newFolder();
  await writeFile(join(folder, 'drive.csv'), toCsv(some));
  const args = ['replay', 'drive.csv', '--model', model(), '--out', 'out.csv', ...options];
  const { stdout, stderr } = await steercast(args, folder);
  const csv = await readFile(join(folder, 'out.csv'), 'utf8');
  return { csv, steps: parsePredictions(csv), stdout, stderr, files: Object.keys(await listing(folder)) };
}

const states = (steps: readonly PredictedStep[]) => steps.map(({ state }) => state);
const hasAngles = ({ step }: PredictedStep) => step !== undefined;

/** in the place of angles and bounds */
const EMPTY = ','.repeat(16);

describe('replay --out FILE.csv', () => {
  it('has one row a step, its time as the drive has it, empty angles in INIT and INVALID', () => {
    const { csv, steps, stdout, files } = plain;
    const lines = csv.split('\n');
    const columns = ['step', 'lower', 'upper'].flatMap((name) => [1, 2, 3, 4, 5].map((k) => `${name}${k}`));
    expect(lines[0]).toBe(`t,state,${columns.join(',')},reasons`);
    expect(lines.slice(1, 5)).toEqual([0, 0.1, 0.2, 0.3].map((t) => `${t},INIT${EMPTY}WINDOW_FILLING`));
    expect(lines[5]).toMatch(/^0\.4,VALID(,-?\d+(\.\d{1,6})?){15},$/);
    expect(lines.slice(-6)).toEqual([
      ...['59.5', '59.6', '59.7', '59.8', '59.9'].map((t) => `${t},INVALID${EMPTY}NO_PREVIEW`),
      '',
    ]);
    expect(lines.slice(1, -1).map((line) => line.split(',')[0])).toEqual(rows.map(({ t }) => String(t)));
    for (const step of steps) expect(hasAngles(step)).toBe(step.state === 'VALID' || step.state === 'DEGRADED');
    expect(stdout).toBe('');
    expect(files).toEqual(['drive.csv', 'out.csv']);
  });

  it.concurrent('keeps a time that does not begin at 0', async () => {
    const moved = rows.slice(0, 40).map((row) => ({ ...row, t: Math.round((1.7e9 + row.t + 0.05) * 100) / 100 }));
    const { csv, steps } = await replay(moved);
    expect(
      csv
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(',')[0]),
    ).toEqual(moved.map(({ t }) => String(t)));
    const angles = (some: readonly PredictedStep[]) => some.slice(0, 35).map(({ step }) => step);
    expect(angles(steps)).toEqual(angles(plain.steps));
  });
});

describe('replay as JSON lines', () => {
  it.concurrent('says the same as the CSV file, on stdout and in a file', async () => {
    const some = rows.slice(0, 60).with(20, { ...rows[20]!, Valid: 0 });
    const { steps } = await replay(some);
    const folder = await workspace.newFolder();
    await writeFile(join(folder, 'drive.csv'), toCsv(some));
    const { stdout, stderr } = await steercast(['replay', 'drive.csv', '--model', model()], folder);
    const expected = steps.map(({ t, state, reasons, step = null }) => ({ t, state, reasons, step }));
    const lines = stdout.trimEnd().split('\n');
    const predictions = lines.map((line) => JSON.parse(line) as (typeof expected)[number] & { errors?: object });
    expect(predictions.map(({ t, state, reasons, step }) => ({ t, state, reasons, step }))).toEqual(expected);
    expect(predictions.filter(({ errors }) => errors).length).toBeGreaterThan(1); // once a second
    expect(stderr).toMatch(/^60 steps \(\d+ steps\/s\): 4 INIT, /);
    expect(stderr).toContain('curvature ahead: as it was driven afterwards, an oracle (--preview)\n');
    await steercast(['replay', 'drive.csv', '--model', model(), '--out', 'out.jsonl'], folder);
    expect(await readFile(join(folder, 'out.jsonl'), 'utf8')).toBe(stdout);
  });
});

describe('replay', () => {
  it.concurrent('restarts the window after a gap, and counts it on stderr', async () => {
    const { steps, stderr } = await replay([...rows.slice(0, 30), ...rows.slice(33, 70)]);
    expect(steps.map(({ t }) => t)).toEqual([...rows.slice(0, 30), ...rows.slice(33, 70)].map(({ t }) => t));
    expect(stderr).toMatch(/; 1 gaps?, the window restarted/);
    expect(steps[30]!.reasons).toContain('GAP');
    expect(steps.filter(({ reasons }) => reasons.includes('GAP'))).toHaveLength(1);
    // No preview across the gap, and no angle before five samples after it.
    const withheld = [0, 1, 2, 3, 25, 26, 27, 28, 29, 30, 31, 32, 33, 62, 63, 64, 65, 66];
    expect(steps.flatMap((step, i) => (hasAngles(step) ? [] : [i]))).toEqual(withheld);
    expect(steps.slice(34, 62)).toEqual(plain.steps.slice(37, 65));
    expect(plain.stderr).not.toContain('gap');
  });

  it.concurrent('ends the window at a row that is not valid', async () => {
    const { steps, stderr } = await replay(rows.slice(0, 60).with(30, { ...rows[30]!, Valid: 0 }));
    expect(steps[30]).toMatchObject({ state: 'INVALID' });
    expect(steps[30]!.reasons).toContain('SAMPLE_INVALID');
    expect(steps.slice(31, 35).every(({ reasons }) => reasons.includes('WINDOW_FILLING'))).toBe(true);
    const withheld = [0, 1, 2, 3, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 55, 56, 57, 58, 59];
    expect(steps.flatMap((step, i) => (hasAngles(step) ? [] : [i]))).toEqual(withheld);
    expect(stderr).not.toContain('gap');
  });

  it.concurrent('says DEGRADED where a feature lies outside what training saw', async () => {
    const fast = rows.slice(0, 40).map((row) => ({ ...row, Velocity: row.Velocity + 60 }));
    const { steps, stderr } = await replay(fast);
    for (const step of steps.slice(4, 35)) {
      expect(step).toMatchObject({ state: 'DEGRADED', reasons: ['OUT_OF_RANGE'] });
    }
    const [, top, trained] = /\nOUT_OF_RANGE: speed in 31 steps, up to (\S+) m\/s \(trained: \S+ to (\S+)\)\n/.exec(
      stderr,
    )!;
    expect(Number(top)).toBeCloseTo(Math.max(...fast.slice(0, 35).map(({ Velocity }) => Velocity)), 1);
    expect(Number(trained)).toBeLessThan(Number(top) - 40);
    expect(stderr).not.toContain('OUT_OF_RANGE: curvature');
    expect(plain.stderr).not.toContain('OUT_OF_RANGE:');
  });

  it.concurrent('holds the present curvature with --preview hold, and says so at every step', async () => {
    const { csv, steps } = await replay(rows, '--preview', 'hold');
    expect(states(steps)).toEqual(rows.map((_, i) => (i < 4 ? 'INIT' : 'DEGRADED')));
    expect(steps.every(({ reasons }) => reasons.includes('PREVIEW_HELD'))).toBe(true);
    expect(csv.split('\n')[1]).toBe(`0,INIT${EMPTY}WINDOW_FILLING|PREVIEW_HELD`);
    const changed = steps.filter(({ step }, i) => step && plain.steps[i]!.step && step[4] !== plain.steps[i]!.step[4]);
    expect(changed.length).toBeGreaterThan(500);
  });

  it.concurrent('paces the rows with --speed, and gives the same bytes as at max', async () => {
    const some = rows.slice(0, 200); // 19.9 s
    const paced = await replay(some, '--speed', '20');
    expect(paced.csv).toBe((await replay(some)).csv);
    // The rate counts from the first row, without the start of the process.
    const [, steps, rate] = /^(\d+) steps \((\d+) steps\/s\)/.exec(paced.stderr)!.map(Number);
    expect(steps).toBe(200);
    expect(steps! / rate!).toBeGreaterThanOrEqual(0.99);
  });

  it.concurrent('gives the same bytes each time', async () => {
    expect((await replay(rows)).csv).toBe(plain.csv);
  });
});
