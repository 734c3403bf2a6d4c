import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { encodeOnnxModel } from '../../onnx/onnx-model.js';
import { SessionThread } from '../../onnx/session-thread.js';

const doubled = encodeOnnxModel({
  name: 'doubled',
  nodes: [{ op: 'Add', inputs: ['x', 'x'], outputs: ['y'] }],
  initializers: [],
  inputs: [{ name: 'x', shape: [3] }],
  outputs: [{ name: 'y', shape: [3] }],
});

describe('SessionThread', () => {
  it('runs beside this thread, run after run, and ends', async () => {
    const session = await SessionThread.load(doubled);
    const [x, y] = [new Float32Array(3), new Float32Array(3)];
    for (const start of [1, 10]) {
      x.set([start, start + 1, start + 2]);
      const run = session.run({ x }, { y });
      x.fill(99); // what goes in was copied
      await run;
      expect([...y]).toEqual([2 * start, 2 * start + 2, 2 * start + 4]);
    }
    await session.release();
  });

  it('is released where its thread died before', async () => {
    const session = await SessionThread.load(doubled);
    await expect(session.run({}, { y: new Float32Array(3) })).rejects.toThrow();
    await wait(300);
    await session.release();
  });

  it('rejects a model that does not load, and a run that fails', async () => {
    await expect(SessionThread.load(Uint8Array.of(1, 2, 3))).rejects.toThrow();
    const session = await SessionThread.load(doubled);
    await expect(session.run({}, { y: new Float32Array(3) })).rejects.toThrow('expected a buffer for x [3], got none');
  });
});
