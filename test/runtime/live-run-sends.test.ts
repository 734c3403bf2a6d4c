import { describe, expect, it } from 'vitest';
import { CHANNEL, OUTPUT_ID, type LiveBench } from './live-bench.js';
import { drive, msOf, START_MS, started, statesOf } from './live-drive.js';

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
