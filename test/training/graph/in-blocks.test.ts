import { describe, expect, it } from 'vitest';
import { encodeOnnxModel, type OnnxGraph } from '../../../onnx/onnx-model.js';
import { BufferSession, type Buffers } from '../../../onnx/session.js';
import * as build from '../../../training/graph/build.js';
import { inBlocks } from '../../../training/graph/in-blocks.js';
import { graphToOnnx } from '../../../training/graph/onnx.js';
import { largestDifference, wave } from './run-graph.js';

const [BLOCKS, ROWS, COLUMNS] = [3, 4, 2];
const rowwise = new Set(['x', 'y']);
const feeds = { x: wave(BLOCKS * ROWS * COLUMNS, 0.1), y: wave(BLOCKS * ROWS, 0.2), weight: wave(COLUMNS, 0.3) };

/** Σ of the error's square, and of its product with x, which is turned: both are sums over rows. */
function sums(rows: number): OnnxGraph {
  const [x, y] = [build.input('x', [rows, COLUMNS]), build.input('y', [rows, 1])];
  const scaled = build.tanh(build.input('weight', [COLUMNS, 1])); // doesn't depend on the rows
  const error = build.sub(build.matmul(x, scaled), y);
  return graphToOnnx('sums', {
    loss: build.sum(build.mul(error, error)),
    slope: build.matmul(x, error, { turnA: true }),
  });
}

async function run(graph: OnnxGraph) {
  const session = await BufferSession.load(encodeOnnxModel(graph), { threads: 1 });
  const fetches: Buffers = { loss: new Float32Array(1), slope: new Float32Array(COLUMNS) };
  const inputs = Object.entries(feeds).map(([name, values]) => [name, Float32Array.from(values)] as const);
  await session.run(Object.fromEntries(inputs), fetches);
  await session.release();
  return fetches;
}

describe('inBlocks', () => {
  const blocked = inBlocks(sums(ROWS), { blocks: BLOCKS, rowwise });

  it('adds up what the blocks give', async () => {
    const [whole, sum] = [await run(sums(BLOCKS * ROWS)), await run(blocked)];
    for (const [name, values] of Object.entries(whole))
      expect(largestDifference(sum[name]!, values)).toBeLessThan(1e-5);
  });

  it('computes once what does not depend on the rows', () => {
    expect(blocked.nodes.map(({ op }) => op)).toEqual(['Tanh', 'Scan']);
  });

  it('takes the number of blocks in front of the rows', () => {
    const shapes = Object.fromEntries(blocked.inputs.map(({ name, shape }) => [name, shape]));
    expect(shapes).toEqual({ x: [BLOCKS, ROWS, COLUMNS], y: [BLOCKS, ROWS, 1], weight: [COLUMNS, 1] });
  });
});
