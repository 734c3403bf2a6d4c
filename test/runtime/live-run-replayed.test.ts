import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readVehicle } from '../../can/vehicle/read-vehicle.js';
import { simulateDrive } from '../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../drives/synthetic/vehicle.js';
import { formatCanLog } from '../../drives/write-log.js';
import { roadPreview } from '../../road/road-preview.js';
import { SessionRecorder } from '../../runtime/session-recorder.js';
import { useFolders } from '../cli/folders.js';
import { mapOf } from '../road/make-roads.js';
import { CARD, CHANNEL, type LiveBench } from './live-bench.js';
import { drive, started } from './live-drive.js';
import { headOf, linesOf, replayed, replayedLog } from './replayed-session.js';

const newFolder = useFolders();

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
const onFault = (fault: unknown) => expect.unreachable(String(fault));
const expectBeginning = (whole: string, part: string) => expect(whole.slice(0, part.length)).toBe(part);

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
    expect(await replayed(await newFolder(), bench, phases, preview)).toBe(linesOf(bench));
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
      arbitrary: fc.record({ kind: fc.constant('silence' as const), ms: fc.integer({ min: 1, max: 2000 }) }),
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
        const log = join(await newFolder(), 'live.log');
        const tape = new SessionRecorder(log, headOf(phases), { partBytes: 4000, onFault });
        const bench = await started({ phases, tape });
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
        await tape.close();
        expect(await replayedLog(log, { ...bench, phases })).toBe(linesOf(bench));
        expect(await replayed(await newFolder(), bench, phases)).toBe(linesOf(bench));
        for (const left of [0.3, 0.8]) {
          expectBeginning(linesOf(bench), await replayed(await newFolder(), brokenOff(bench, left), phases));
        }
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);
