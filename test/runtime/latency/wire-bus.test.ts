import { expect, it } from 'vitest';
import type { FrameSchedule } from '../../../runtime/latency/frame-schedule.js';
import { plainFrame } from '../../../runtime/latency/frame-schedule.js';
import { WireBus } from '../../../runtime/latency/wire-bus.js';
import { FakeDriver } from '../../can/live/fake-driver.js';

/** A frame each 10 ms. */
const schedule: FrameSchedule = {
  dueOf: (event) => 10 * event,
  framesOf: () => [plainFrame(0x100)],
  isEndless: true,
};

/** What is heard over `vcan0`, which is removed at the fifth frame where that is wanted. */
async function drive({ removed }: { removed: boolean }) {
  const driver = new FakeDriver();
  driver.add('vcan0');
  const dues: number[] = [];
  const start = { at: performance.now() + 5, us: 1e15 };
  const onDue = (dueAt: number) => dues.push(dueAt - start.at);
  const bus = new WireBus({ driver, name: 'vcan0' }, { schedule, foreign: 0, start, length: 195, onDue });
  let heard = 0;
  const socket = bus.open('vcan0', {
    ids: [{ id: 0x100, extended: false }],
    onFrame: () => {
      if (++heard === 5 && removed) driver.remove('vcan0');
    },
    onStopped: () => {},
  });
  await bus.ended;
  socket.close();
  return { bus, dues, heard };
}

it('hears each frame with the time when it was due', async () => {
  const { bus, dues, heard } = await drive({ removed: false });
  expect(heard).toBe(20);
  dues.forEach((due, k) => expect(due).toBeCloseTo(10 * k, 6));
  expect(bus).toMatchObject({ given: 20, isLost: false });
});

it('ends where its interface is removed, and says so', async () => {
  const { bus, heard } = await drive({ removed: true });
  expect(bus.isLost).toBe(true);
  expect(bus.given).toBeLessThan(20);
  expect(heard).toBe(5);
});
