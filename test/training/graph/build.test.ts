import { describe, expect, it } from 'vitest';
import * as build from '../../../training/graph/build.js';
import { graphOps } from '../../../training/graph/ops.js';
import { seedLstm } from '../../../training/architectures/seed-lstm.js';

const x = build.input('features', [5, 21]);
const weight = build.input('lstm0.weightIh', [20, 256]);

describe('a graph refuses shapes that do not fit, with both and their parameters', () => {
  const cases: [string, () => unknown, string][] = [
    ['matmul', () => build.matmul(x, weight), 'matmul: expected [M, K] × [K, P], got [5, 21] (features) × [20, 256] (lstm0.weightIh)'],
    ['matmul, turned', () => build.matmul(weight, build.tanh(x), { turnB: true }), '[M, K] × [P, K], got [20, 256] (lstm0.weightIh) × [5, 21] (tanh of features)'],
    ['matmul, rank 3', () => graphOps.matmul(build.reshape(x, [1, 5, 21]), weight), '[5, 21] (reshape of features) × [20, 256] (lstm0.weightIh)'],
    ['add', () => build.add(x, weight), 'add: expected shapes that broadcast, got [5, 21] (features) and [20, 256] (lstm0.weightIh)'],
    ['concat', () => build.concat([x, weight], 1), 'concat: expected parts of one shape but for axis 1, got [5, 21] (features) and [20, 256] (lstm0.weightIh)'],
    ['concat of none', () => build.concat([], 0), 'got no part'],
    ['concat, no such axis', () => build.concat([x, x], 2), 'but for axis 2, got [5, 21] (features)'],
    ['slice', () => build.slice(x, 1, 15, 22), 'slice: expected positions of axis 1, got 15 … 21 of [5, 21] (features)'],
    ['pad', () => build.pad(x, 0, 3, 7), 'pad: expected a part of 7 on axis 0, got [5, 21] (features) at 3'],
    ['reshape', () => build.reshape(x, [-1, 20]), 'reshape: expected 105 elements, got [-1, 20] for [5, 21] (features)'],
    ['transpose', () => build.transpose(x, [0, 0]), 'transpose: expected a permutation of the axes, got [0, 0] of [5, 21] (features)'],
    ['expand', () => build.expand(x, [5, 42]), 'expand: expected shapes that broadcast, got [5, 21] (features)'],
    ['expand to less', () => build.expand(x, [1, 21]), 'expand: expected a shape that repeats to [1, 21], got [5, 21] (features)'],
    ['constant', () => build.constant([1, 2], [3]), 'constant: expected 3 values for [3], got 2'],
  ]; // prettier-ignore
  it.each(cases)('%s', (_, make, message) => expect(make).toThrow(message));

  it('a layer in an architecture', () => {
    const sizes = { historyLength: 5, horizonSteps: 5, features: 20, hiddenSize: 4 };
    const parameters = seedLstm.parameters(sizes).map(({ name, shape }) => {
      return [name, build.input(name, name === 'lstm1.weightIh' ? [5, 16] : shape)] as const;
    });
    const features = build.input('features', [3, 20]);
    expect(() => seedLstm.forward(graphOps, Object.fromEntries(parameters), features, sizes)).toThrow(
      /^matmul: expected \[M, K\] × \[K, P\], got \[3, 4\] \(.*\) × \[5, 16\] \(lstm1\.weightIh\)$/,
    );
  });
});
