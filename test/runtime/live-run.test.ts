import { describe, expect, it } from 'vitest';
import { START } from '../can/vehicle/make-vehicle.js';
import { useFolders } from '../cli/folders.js';
import { CARD, CHANNEL, LiveBench } from './live-bench.js';
import { drive, had, msOf, ONE_ROUND, START_MS, started, statesOf } from './live-drive.js';
import { linesOf, replayed } from './replayed-session.js';

const newFolder = useFolders();

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

  it('closes steps by ticks, 40 ms late, where no frame comes: late, then lost', async () => {
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
    expect(ticks.slice(1).map((ms) => ms % 100)).toEqual(ticks.slice(1).map(() => 40));
    await bench.end();
  });

  it('is out of INIT within its steps and 50 ms of the first input, wherever the grid lies and though the first comes 5 ms late', async () => {
    const longest = CARD.historyLength * 100 + 50;
    const delays: number[] = [];
    for (let phase = 0; phase < 100; phase++) {
      const bench = await started();
      await bench.pass(80 + phase);
      const begin = bench.nowMs;
      for (let at = 0; !statesOf(bench.predictions).includes('DEGRADED'); at++) {
        if (at === 0 || at % 100 === 95) for (const frame of ONE_ROUND) await bench.receive(frame);
        await bench.pass(1);
      }
      delays.push(bench.nowMs - begin);
      await bench.end();
    }
    expect(Math.max(...delays)).toBeLessThanOrEqual(longest);
    expect(Math.max(...delays)).toBeGreaterThan(longest - 20);
  });

  it('takes the frames that came while its loop was held up before it closes their step', async () => {
    const bench = await started();
    await drive(bench, 660); // it is 680
    await bench.pass(58);
    bench.setClock(bench.nowMs + 3);
    await bench.pass(2); // the tick for 700 runs, 3 ms late
    bench.driver.nowUs = (START_MS + 699) * 1000;
    for (const frame of ONE_ROUND) await bench.receive(frame);
    await bench.pass(40);
    expect(msOf(bench.predictions).at(-1)).toBe(700);
    expect(bench.run.figures().counts.describe()).not.toContain('OUT_OF_ORDER');
    await bench.end();
    expect(await replayed(await newFolder(), bench)).toBe(linesOf(bench));
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
      expect(await replayed(await newFolder(), bench)).toBe(linesOf(bench));
    }
  });

  it('goes on at once where its clock is set back by ten seconds and no frame comes', async () => {
    const bench = await started();
    await drive(bench, 800);
    bench.setClock(bench.nowMs - 10_000);
    const before = bench.predictions.length;
    await bench.pass(400);
    expect(msOf(bench.predictions.slice(before))).toEqual([800, -9100, -9000, -8900]);
    await bench.end();
  });

  it('publishes at every dt / P in P phases, each a prediction of its own grid', async () => {
    const bench = await started({ phases: 4 });
    await drive(bench, 1000);
    await bench.end();
    expect(msOf(bench.predictions).slice(0, 9)).toEqual([0, 25, 50, 75, 100, 125, 150, 175, 200]);
    expect(statesOf(bench.predictions).slice(0, 10)).toEqual([...Array<string>(9).fill('INIT'), 'DEGRADED']);
    expect(await replayed(await newFolder(), bench, 4)).toBe(linesOf(bench));
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
    expect(await replayed(await newFolder(), bench)).toBe(linesOf(bench));
  });
});
