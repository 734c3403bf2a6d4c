import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import { SERVICE_FLAGS } from '../../cli/service-flags.js';
import { brokenBudgets, parseBudget } from '../../cli/latency-budget.js';
import { carried, describeMachine, type Measured } from '../../cli/latency-table.js';
import { useFolders } from './folders.js';
import { refusal, start, steercast } from './steercast.js';

const MODEL = join(import.meta.dirname, '../../models/default');
const newFolder = useFolders();
const STATES = { INIT: 0, VALID: 0, DEGRADED: 0, INVALID: 0 };
const percentiles = { count: 10_000, p50: 1, p90: 2, p99: 3, p999: 4, p9999: 5, max: 6 };

describe('a budget', () => {
  it('bounds figures of processing and, with due., from due time', () => {
    expect(parseBudget('p99.9=3ms, due.max=20us,max=1s')).toEqual([
      { text: 'p99.9=3ms', name: 'p99.9', from: 'processing', figure: 'p999', ms: 3 },
      { text: 'due.max=20us', name: 'due.max', from: 'due', figure: 'max', ms: 0.02 },
      { text: 'max=1s', name: 'max', from: 'processing', figure: 'max', ms: 1000 },
    ]);
  });

  it('is kept up to the bound itself, and what broke it is named', () => {
    const measured = { processing: percentiles, due: { ...percentiles, p99: 7 }, byTimer: 0, states: STATES };
    expect(brokenBudgets(parseBudget('p50=1ms,p99=3ms,due.p99=7ms'), measured)).toEqual([]);
    expect(brokenBudgets(parseBudget('p50=0.9ms,due.p99=6.5ms,max=6ms'), measured)).toEqual([
      'expected p50 <= 0.9 ms, got 1.000 ms',
      'expected due.p99 <= 6.5 ms, got 7.000 ms',
    ]);
    expect(
      brokenBudgets(parseBudget('p50=1s'), { ...measured, processing: { ...percentiles, p50: NaN } }),
    ).toHaveLength(1);
  });

  it('is not kept by figures that so few steps do not carry, nor by those of the steps that have an age alone', () => {
    const of = (count: number, byTimer: number, INVALID = 0) => ({
      ...{ processing: { ...percentiles, count }, due: { ...percentiles, count }, byTimer },
      states: { ...STATES, INVALID },
    });
    expect(brokenBudgets(parseBudget('p99.9=1s,due.p99.99=1s'), of(1000, 0))).toEqual([
      'expected 10000 steps or more for due.p99.99, got 1000',
    ]);
    expect(brokenBudgets(parseBudget('p90=1s,p99=1s,max=1s'), of(980, 20))).toEqual([
      'expected p99 of all steps, got 20 of 1000 without an age (closed by a timer)',
      'expected max of all steps, got 20 of 1000 without an age (closed by a timer)',
    ]);
    expect(brokenBudgets(parseBudget('p99=1s'), of(990, 10))).toEqual([]);
    expect(brokenBudgets(parseBudget('p50=1s,p99=1s'), of(1000, 0, 11))).toEqual([
      'expected p99 of predictions, got 11 of 1000 steps without angles (INIT, INVALID)',
    ]);
    expect(brokenBudgets(parseBudget('p99=1s'), of(1000, 0, 10))).toEqual([]);
  });

  it.each(['p98=3ms', 'p99', 'p99=3', 'p99=3min', 'toString=1ms', 'p50=1toString', ''])('refuses %j', (text) => {
    expect(() => parseBudget(text)).toThrow(InputError);
  });
});

describe('steercast latency', () => {
  it.each(['steercast.service', 'steercast@.service'])('knows what %s starts Node with', async (unit) => {
    const text = await readFile(join(import.meta.dirname, '../../systemd', unit), 'utf8');
    expect(/^ExecStart=\S+\/node (--.*?) \/usr/m.exec(text)?.[1]).toBe(SERVICE_FLAGS.join(' '));
  });

  it('measures the pipeline, holds its answers against a replay, and says where it failed a budget', async () => {
    const folder = await newFolder();
    const command = [
      'latency',
      '--model',
      MODEL,
      '--seconds',
      '2',
      '--foreign',
      '2000',
      '--json',
      '--report',
      'page.html',
    ];
    const { stdout, stderr } = await steercast([...command, '--budget', 'max=60s'], folder);
    expect(stderr).toMatch(/^report in page\.html$/m);
    const measured = JSON.parse(stdout) as Measured; // as: its own format
    expect(measured).toMatchObject({
      rate: 100,
      seconds: 2,
      executor: 'wasm',
      lost: 0,
      foreign: 2000,
      load: false,
      setting: { node: process.version, flags: SERVICE_FLAGS },
    });
    expect(measured.budget).toEqual({ bounds: ['processing max=60s'], broken: [] });
    expect(measured.machine.gc.wholeHeap).toBeLessThanOrEqual(measured.machine.gc.count);
    expect(measured.checked.different).toBeUndefined();
    expect(measured.processing.count + measured.byTimer).toBeGreaterThan(150);
    const { stages, processing } = measured;
    const sum = Object.values(stages).reduce((total, { p50 }) => total + p50, 0);
    expect(sum).toBeGreaterThan(0.5 * processing.p50);
    expect(sum).toBeLessThan(2 * processing.p50);
    expect(measured.worst).toHaveLength(10);
    expect(measured.slowest[0]!.processing).toBeCloseTo(measured.processing.max, 1);
    expect(measured.slowest).toHaveLength(5);
    expect(measured.pipelineAllocation).toBeGreaterThan(0);
    const page = await readFile(join(folder, 'page.html'), 'utf8');
    expect(page).toContain('2000 foreign frames/s');
    expect(page).toContain('budget kept: processing max=60s');
    expect(page).toContain(`Node ${process.version} ${SERVICE_FLAGS.join(' ')}; model `);
    expect(page).not.toMatch(/NaN|undefined|src=|href=/);
    expect(page.match(/, 99\.9 %<\/dt><dd>–<\/dd>/g)).toHaveLength(2); // 200 steps carry none
    expect(page).toMatch(/, median<\/dt><dd>\d+\.\d\d ms<\/dd>/);
    expect(page).toContain(' MB at first');
    expect(page).not.toContain('MB/h'); // two seconds say nothing of an hour
    const rss = { ...measured.machine.rss, slopePerHour: 1.5 };
    const grown = { ...measured, machine: { ...measured.machine, rss } };
    expect(describeMachine(grown).join()).toContain(' (1.5 MB/h)');
    const gc = { count: 5, wholeHeap: 2, share: 0.01, p99: 1, max: 2 };
    expect(describeMachine({ ...measured, machine: { ...measured.machine, gc } }).join()).toContain(
      'garbage collection: 5 pauses (2 of the whole heap), 1.000 % of the time',
    );
    const stolen = { ...measured, machine: { ...measured.machine, stolenShare: 0.123 } };
    expect(describeMachine(stolen)).toContain(
      'the host of this virtual machine ran something else for 12.3 % of a core',
    );
    expect(measured.machine.waitingShare).toBeGreaterThan(0);
    const waiting = { ...measured, machine: { ...measured.machine, waitingShare: 0.0123 } };
    expect(describeMachine(waiting)).toContain('this process waited 1.2 % of the time for a processor that others had');
  }, 60_000);

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'leaves no process behind after %s',
    async (signal) => {
      const running = start(['latency', '--model', MODEL, '--seconds', '600'], await newFolder());
      await new Promise((resolve) => running.child.stderr.on('data', resolve));
      const { pid } = running.child;
      const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ').map(Number);
      expect(children).toHaveLength(1);
      running.child.kill(signal);
      expect(await running.ended).toMatchObject({ code: 130, signal: null, stdout: '' });
      expect(() => process.kill(children[0]!, 0)).toThrow('ESRCH');
    },
    60_000,
  );

  it('ends when what started it is killed', async () => {
    const running = start(['latency', '--model', MODEL, '--seconds', '600'], await newFolder());
    await new Promise((resolve) => running.child.stderr.on('data', resolve));
    const { pid } = running.child;
    const measuring = Number(await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8'));
    running.child.kill('SIGKILL');
    await running.ended; // its streams are closed: the other one has them too
    const stat = await readFile(`/proc/${measuring}/stat`, 'utf8').catch(() => 'gone');
    expect(stat).toMatch(/^gone$|\) Z /); // ended, though nobody may have asked how
  }, 60_000);

  it('has the figures until it was interrupted', async () => {
    const running = start(['latency', '--model', MODEL, '--seconds', '600', '--json'], await newFolder());
    await new Promise((resolve) => running.child.stderr.once('data', resolve));
    await new Promise((resolve) => setTimeout(resolve, 11_000));
    running.child.kill('SIGINT');
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/^steercast: interrupted: the figures are of the \d+\.\d s until then$/m);
    const { seconds, processing, due, states, checked, machine, ...how } = JSON.parse(stdout) as Measured; // as: its own format
    expect(seconds).toBeLessThan(11);
    expect(processing.count).toBeGreaterThan(50 * seconds);
    expect(states.DEGRADED).toBeGreaterThanOrEqual(processing.count);
    expect(how).toMatchObject({ interrupted: true, secondsAsked: 600 });
    expect(due).toMatchObject({ p999: null, p9999: null }); // 600 steps carry none
    expect(machine.allocationPerFrame).toBeGreaterThan(100); // between the collections, of which there is one in 3 s
    expect(checked.different).toBeUndefined();
  }, 60_000);

  it('ends with 1 where a budget is broken', async () => {
    const command = ['latency', '--model', MODEL, '--seconds', '1', '--budget', 'p50=1us'];
    const { code, stdout, stderr } = await start(command, await newFolder()).ended;
    expect(code).toBe(1);
    expect(stdout).toContain('processing (frame in our hands');
    expect(stdout).toMatch(/^budget processing p50=1us broken: expected p50 <= 0\.001 ms, got 0\.\d{3} ms$/m);
    expect(stderr).toMatch(/^steercast: expected p50 <= 0\.001 ms, got 0\.\d{3} ms$/m);
  }, 60_000);

  it('refuses rates that the grid has not, and options that do not belong together', async () => {
    const folder = await newFolder();
    const latency = (...more: string[]) => refusal(['latency', '--model', MODEL, ...more], folder);
    const [rate, fast, vehicle, map, log, both, few, budget] = await Promise.all([
      latency('--rate', '25'),
      latency('--rate', '100000'),
      latency('--vehicle', 'toyota'),
      latency('--map', 'roads.map'),
      latency('--log', 'no.log', '--vehicle', 'synthetic'),
      latency('--log', 'no.log', '--interface', 'vcan0', '--vehicle', 'synthetic'),
      latency('--budget', 'max=1s,due.p99.99=1s'),
      latency('--budget', 'p98=1ms'),
    ]);
    expect(rate).toBe('steercast: expected a rate of 10 Hz or a whole multiple of it, got 25 (--rate)');
    expect(fast).toBe('steercast: expected at most 1000 predictions a second, got 100000 (--rate)');
    expect(vehicle).toBe('steercast: expected --log with --vehicle, got a synthetic drive, whose vehicle is known');
    expect(map).toBe('steercast: expected --log with --map, got a synthetic drive, which is on no map');
    expect(log).toMatch(/no\.log/);
    expect(both).toBe('steercast: expected --log or --interface, got both');
    expect(few).toBe('steercast: expected 10000 steps or more for due.p99.99, got 6000 (--seconds, --rate)');
    expect(budget).toMatch(/^steercast: expected bounds such as .*got "p98=1ms" \(--budget\)$/);
  }, 60_000);
});

it('gives no percentile that so few steps do not carry', () => {
  const shown = (name: 'p999' | 'p9999', count: number) => carried({ ...percentiles, count }, name, 3);
  expect([999, 1000].map((count) => shown('p999', count))).toEqual(['–', '4.000']);
  expect([9999, 10_000].map((count) => shown('p9999', count))).toEqual(['–', '5.000']);
});
