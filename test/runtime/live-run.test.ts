import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { from, lastValueFrom, map, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { formatCandumpLine } from '../../can/log/candump-format.js';
import type { Prediction, Reason } from '../../core/prediction.js';
import { simulateDrive } from '../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../drives/synthetic/vehicle.js';
import { formatCanLog } from '../../drives/write-log.js';
import { roadPreview } from '../../road/road-preview.js';
import { mapOf } from '../road/make-roads.js';
import { readVehicle } from '../../can/vehicle/read-vehicle.js';
import type { Preview } from '../../core/curvature-preview.js';
import { logSamples } from '../../drives/log-samples.js';
import { eventsPath, formatEvent, readSession, type SessionHead } from '../../drives/session-events.js';
import { JSON_LINES } from '../../runtime/prediction-lines.js';
import { toPredictions } from '../../runtime/pipeline.js';
import { driveFor, START } from '../can/vehicle/make-vehicle.js';
import { useFolders } from '../cli/folders.js';
import { answering, CARD, CHANNEL, LiveBench, OUTPUT_ID, type LiveBenchOptions } from './live-bench.js';

const START_MS = START / 1000;
const ONE_ROUND = driveFor(0, 0);

/** Each message every 20 ms, for so long. */
async function drive(bench: LiveBench, ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 20) {
    for (const frame of ONE_ROUND) await bench.receive(frame);
    await bench.pass(20);
  }
}
async function started(options: LiveBenchOptions = {}) {
  const bench = new LiveBench(START_MS, options);
  bench.driver.add(CHANNEL);
  await bench.pass(20);
  return bench;
}
const statesOf = (predictions: readonly Prediction[]) => predictions.map(({ state }) => state);
const msOf = (predictions: readonly Prediction[]) => predictions.map(({ time }) => Math.round(time * 1000 - START_MS));
const had = (predictions: readonly Prediction[], reason: Reason) =>
  predictions.filter(({ reasons }) => reasons.includes(reason));

const newFolder = useFolders();

/** What a replay makes of the session, as text. */
async function replayed(
  { frames, events, vehicle }: Pick<LiveBench, 'frames' | 'events' | 'vehicle'>,
  phases = 1,
  preview: Preview = 'hold',
): Promise<string> {
  const log = join(await newFolder(), 'session.log');
  const { dt, onnxSha256: model } = CARD;
  const head: SessionHead = { session: 1, dt, phases, preview: 'hold', model, executor: 'wasm' };
  await writeFile(
    log,
    frames
      .map(
        (frame) => `${formatCandumpLine(frame)}
`,
      )
      .join(''),
  );
  await writeFile(eventsPath(log), [head, ...events].map(formatEvent).join(''));
  const session = await readSession(log);
  const samples = logSamples(log, { vehicle, dt: CARD.dt, phases, remark: () => {}, session });
  const predictions$ = toPredictions(from(samples), answering(), { preview, phases });
  return (await lastValueFrom(predictions$.pipe(map(JSON_LINES.line), toArray()))).join('');
}
/** A car of the profile `synthetic` on a country road, and the map of it. */
async function onTheRoad(seconds: number) {
  const road = simulateDrive({ seed: 2, road: 'country', vehicle: VEHICLES[0]!, seconds });
  const vehicle = await readVehicle('synthetic');
  const frames = [...formatCanLog(road.rows, vehicle, 0.1).matchAll(/ can0 (\w+)#(\w+)/g)].map(([, id, data]) => ({
    id: parseInt(id!, 16),
    data: Buffer.from(data!, 'hex'),
  }));
  return { vehicle, frames, map: mapOf(road) };
}
/** What is left of a session whose process was killed when of its frames and of its events some had been written. */
function brokenOff({ frames, events, vehicle }: LiveBench, left: number) {
  const kept = events.slice(0, Math.floor(left * events.length));
  const mark = { after: events[kept.length]!.after, mark: true as const };
  return { vehicle, frames: frames.slice(0, Math.ceil((left + 0.1) * frames.length)), events: [...kept, mark] };
}
const startsWith = (text: string) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
const linesOf = (bench: LiveBench) => bench.predictions.map(JSON_LINES.line).join('');

describe('a live run', () => {
  it('predicts at every step of the grid, with the first frame after it', async () => {
    const bench = await started();
    await drive(bench, 1000);
    expect(msOf(bench.predictions)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
    expect(statesOf(bench.predictions)).toEqual([
      ...Array<string>(3).fill('INIT'),
      ...Array<string>(7).fill('DEGRADED'),
    ]);
    expect(had(bench.predictions, 'PREVIEW_HELD')).toHaveLength(10);
    expect(bench.events).toEqual(
      [{ after: 0, tick: START }].map(({ after }) => ({ after, tick: expect.any(Number) as number })),
    );
    await bench.end();
    expect(bench.driver.openSockets).toBe(0);
  });

  it('closes steps by ticks, 50 ms late, where no frame comes: late, then lost', async () => {
    const bench = await started();
    await drive(bench, 700);
    const before = bench.predictions.length;
    await bench.pass(400);
    const silent = bench.predictions.slice(before);
    expect(msOf(silent)).toEqual([700, 800, 900, 1000]);
    expect(silent[1]!.reasons).toContain('SIGNAL_LATE');
    expect(silent.at(-1)).toMatchObject({ state: 'INVALID' });
    expect(silent.at(-1)!.steeringAngleDeg).toBeUndefined();
    const ticks = bench.events.flatMap((event) => ('tick' in event ? [event.tick / 1000 - START_MS] : []));
    expect(ticks.slice(1).map((ms) => ms % 100)).toEqual(ticks.slice(1).map(() => 50));
    await bench.end();
  });

  it('says from the start what it lacks: the interface, then the signals', async () => {
    const bench = new LiveBench(START_MS);
    await bench.pass(700);
    expect(bench.remarks[0]).toMatch(/^can0: MISSING: there is no such interface/);
    expect(had(bench.predictions, 'BUS_DOWN')).toHaveLength(bench.predictions.length);
    expect(statesOf(bench.predictions).slice(0, 3)).toEqual(['INIT', 'INIT', 'INVALID']);
    bench.driver.add(CHANNEL);
    await bench.pass(200);
    expect(bench.remarks.at(-1)).toBe('can0: UP');
    await drive(bench, 1500);
    expect(bench.predictions.at(-1)).toMatchObject({ state: 'DEGRADED', reasons: ['PREVIEW_HELD'] });
    await bench.end();
  });

  it('predicts on within half a second of the return of its interface, and says why it did not before', async () => {
    const bench = await started();
    await drive(bench, 1000);
    bench.driver.remove(CHANNEL);
    await bench.pass(600);
    expect(had(bench.predictions, 'BUS_DOWN').length).toBeGreaterThan(3);
    bench.driver.add(CHANNEL);
    const heard = bench.frames.length;
    await drive(bench, 100);
    expect(bench.frames.length).toBeGreaterThan(heard);
    await bench.end();
  });

  it('is degraded while the controller is error passive, and goes on after bus-off', async () => {
    const bench = await started();
    await drive(bench, 800);
    bench.driver.receive(CHANNEL, { error: true, id: 4, data: Uint8Array.of(0, 0x20, 0, 0, 0, 0, 0, 0) });
    await drive(bench, 300);
    expect(had(bench.predictions, 'BUS_ERRORS').length).toBeGreaterThanOrEqual(2);
    bench.driver.receive(CHANNEL, { error: true, id: 0x40 });
    await bench.pass(300);
    expect(had(bench.predictions, 'BUS_DOWN').length).toBeGreaterThanOrEqual(2);
    await drive(bench, 2000);
    expect(bench.predictions.at(-1)!.reasons).toEqual(['PREVIEW_HELD']);
    await bench.end();
  });

  it('starts its window anew when the clock is set, back or ahead, with frames or without', async () => {
    for (const shift of [-3_600_000, -2000, 3_600_000]) {
      const bench = await started();
      await drive(bench, 800);
      bench.setClock(bench.nowMs + shift);
      await bench.pass(shift === -2000 ? 0 : 150);
      await drive(bench, 800);
      expect(had(bench.predictions, 'CLOCK_STEP').length).toBeGreaterThanOrEqual(1);
      expect(bench.predictions.at(-1)).toMatchObject({ state: 'DEGRADED', reasons: ['PREVIEW_HELD'] });
      await bench.end();
      expect(await replayed(bench)).toBe(linesOf(bench));
    }
  });

  it('publishes at every dt / P in P phases, each a prediction of its own grid', async () => {
    const bench = await started({ phases: 4 });
    await drive(bench, 1000);
    await bench.end();
    expect(msOf(bench.predictions).slice(0, 9)).toEqual([0, 25, 50, 75, 100, 125, 150, 175, 200]);
    expect(statesOf(bench.predictions).slice(0, 10)).toEqual([...Array<string>(9).fill('INIT'), 'DEGRADED']);
    expect(await replayed(bench, 4)).toBe(linesOf(bench));
  });

  it('gives the predictions of every frame that it took, and none after, when it is stopped', async () => {
    const bench = await started();
    await drive(bench, 600);
    for (const frame of ONE_ROUND) bench.driver.receive(CHANNEL, { id: frame.id, data: frame.data });
    await Promise.resolve();
    await bench.end();
    const count = bench.predictions.length;
    bench.driver.receive(CHANNEL, ONE_ROUND[0]!);
    await bench.pass(300);
    expect(bench.predictions).toHaveLength(count);
    expect(await replayed(bench)).toBe(linesOf(bench));
  });

  it('takes the curvature ahead from the map that it is given, goes down its list beside it, and is replayed so', async () => {
    const { vehicle, frames, map } = await onTheRoad(11);
    for (const phases of [1, 2]) {
      const remarks: string[] = [];
      const preview = roadPreview({ map, dt: CARD.dt, horizonSteps: 5, remark: (text) => remarks.push(text) });
      const bench = await started({ vehicle, preview, phases });
      const drive = async (from: number, to: number, ids: readonly number[]) => {
        for (const frame of frames.slice(4 * from, 4 * to)) {
          if (ids.includes(frame.id)) await bench.receive(frame);
          if (frame.id === 0x102) await bench.pass(100);
        }
      };
      await drive(0, 80, [0x100, 0x101, 0x102, 0x103]);
      const onMap = bench.predictions.slice(-20);
      await drive(80, 105, [0x100, 0x101, 0x102]); // a receiver that fell silent
      await bench.end();
      expect(onMap.every(({ state, reasons }) => state === 'VALID' && reasons.includes('PREVIEW_MAP'))).toBe(true);
      expect(bench.predictions.at(-1)!.reasons).toEqual(['POSITION_STALE', 'PREVIEW_MAP']);
      expect(await replayed(bench, phases, preview)).toBe(linesOf(bench));
      expect(remarks).toEqual([]);
    }
  });

  it('is gone through again by a replay, whatever befalls it', async () => {
    const anything = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ kind: fc.constant('drive' as const), ms: fc.integer({ min: 20, max: 500 }) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('silence' as const), ms: fc.integer({ min: 1, max: 400 }) }),
      },
      fc.record({ kind: fc.constant('clock' as const), ms: fc.integer({ min: -20_000, max: 20_000 }) }),
      fc.record({ kind: fc.constant('away' as const), ms: fc.integer({ min: 1, max: 400 }) }),
      fc.record({ kind: fc.constant('passive' as const), ms: fc.constant(1) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(anything, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 3 }),
        async (story, phases) => {
          const bench = await started({ phases });
          for (const { kind, ms } of story) {
            if (kind === 'drive') await drive(bench, ms);
            else if (kind === 'silence') await bench.pass(ms);
            else if (kind === 'clock') bench.setClock(bench.nowMs + ms);
            else if (kind === 'passive')
              bench.driver.receive(CHANNEL, { error: true, id: 4, data: Uint8Array.of(0, 0x20) });
            else {
              bench.driver.remove(CHANNEL);
              await bench.pass(ms);
              bench.driver.add(CHANNEL);
            }
          }
          await bench.end();
          expect(await replayed(bench, phases)).toBe(linesOf(bench));
          for (const left of [0.3, 0.8]) {
            expect(linesOf(bench)).toMatch(startsWith(await replayed(brokenOff(bench, left), phases)));
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);
});

describe('a live run that sends', () => {
  it('says on the bus that it stops, once, after its last prediction', async () => {
    const bench = await started({ sends: true });
    await drive(bench, 1200);
    const before = sentBy(bench).length;
    await bench.end();
    expect(sentBy(bench)).toHaveLength(before + 1);
    const { data } = sentBy(bench).at(-1)!;
    expect(data[3]! & 3).toBe(3);
    expect(new DataView(data.buffer, data.byteOffset).getInt16(4, true)).toBe(-0x8000);
    expect(data[2]).toBe(sentBy(bench).at(-2)!.data[2]! + 1);
    expect(bench.driver.openSockets).toBe(0);
  });

  it('says nothing when it stops before it has sent anything', async () => {
    const bench = await started({ sends: true });
    await drive(bench, 200);
    await bench.end();
    expect(sentBy(bench)).toEqual([]);
  });

  it('sends though the clock is set back while it listens for others', async () => {
    const bench = await started({ sends: true });
    await drive(bench, 200);
    bench.setClock(bench.nowMs - 3_600_000);
    await drive(bench, 1200);
    expect(sentBy(bench).length).toBeGreaterThan(5);
    await bench.end();
  });

  const sentBy = (bench: LiveBench) => bench.driver.sent;

  it('sends the one message that it is told to, once for each prediction, after half a second of listening', async () => {
    const bench = await started({ sends: true });
    await drive(bench, 1200);
    const later = bench.predictions.filter(({ time }) => time * 1000 - START_MS >= 500);
    expect(sentBy(bench)).toHaveLength(later.length);
    expect(sentBy(bench).every(({ id, fd, data }) => id === OUTPUT_ID && fd && data.length === 24)).toBe(true);
    const states = sentBy(bench).map(({ data }) => ['INIT', 'VALID', 'DEGRADED', 'INVALID'][data[3]! & 3]);
    expect(states).toEqual(statesOf(later));
    await bench.end();
  });

  it('sends nothing where it is not told to, and nothing when dry', async () => {
    for (const options of [{}, { sends: true, dry: true }]) {
      const bench = await started(options);
      await drive(bench, 1200);
      expect(bench.predictions.length).toBeGreaterThan(5);
      expect(sentBy(bench)).toEqual([]);
      await bench.end();
    }
  });

  it('keeps the newest while the queue is full, delays no step, and sends it as soon as there is room', async () => {
    const bench = await started({ sends: true });
    await drive(bench, 1000);
    const before = sentBy(bench).length;
    bench.driver.drain(CHANNEL, { full: true });
    await drive(bench, 1000);
    expect(sentBy(bench)).toHaveLength(before);
    expect(msOf(bench.predictions).slice(-10)).toEqual(
      msOf(bench.predictions)
        .slice(-10)
        .map((_, k, all) => all[0]! + 100 * k),
    );
    bench.driver.drain(CHANNEL);
    await bench.pass(5);
    expect(sentBy(bench)).toHaveLength(before + 1);
    const newest = bench.predictions.at(-1)!;
    const sent = sentBy(bench).at(-1)!.data;
    expect(new DataView(sent.buffer).getInt16(4, true) * 0.05).toBeCloseTo(newest.steeringAngleDeg![0]!, 1);
    const { replaced } = bench.run.figures().output!;
    expect(replaced).toBe(9);
    await bench.end();
  });

  it('sends nothing while somebody else sends the message, and again when nobody has for some seconds', async () => {
    const bench = await started({ sends: true });
    await drive(bench, 1000);
    const before = sentBy(bench).length;
    expect(before).toBeGreaterThan(3);
    bench.driver.receive(CHANNEL, { id: OUTPUT_ID, fd: true, data: new Uint8Array(24) });
    await drive(bench, 1000);
    expect(sentBy(bench)).toHaveLength(before);
    expect(bench.remarks.filter((text) => text.includes('somebody else'))).toHaveLength(1);
    expect(bench.frames.every(({ id }) => id !== OUTPUT_ID)).toBe(true);
    await bench.pass(8000);
    expect(sentBy(bench)).toHaveLength(before);
    bench.driver.receive(CHANNEL, { id: OUTPUT_ID, fd: true, data: new Uint8Array(24) });
    await bench.pass(9000);
    expect(sentBy(bench)).toHaveLength(before);
    await bench.pass(7000);
    expect(sentBy(bench).length).toBeGreaterThan(before);
    expect(bench.remarks.filter((text) => text.includes('it is sent again'))).toHaveLength(1);
    await bench.end();
  });
});
