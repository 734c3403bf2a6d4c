import { describe, expect, it } from 'vitest';
import { input, sum } from '../../../training/graph/build.js';
import { gradient } from '../../../training/graph/gradient.js';
import { graphOps } from '../../../training/graph/ops.js';
import { simplify } from '../../../training/graph/simplify.js';
import { elementLoss, type Loss } from '../../../training/engines/losses.js';
import { runGraph } from '../graph/run-graph.js';

/** From errors that vanish to those of a training that diverges. */
const ERRORS = [1e-4, 0.03, 0.2999, 0.3001, 2, 1e4, 1e12, 1e18].flatMap((error) => [-error, error]);

/** Loss and its slope of one error, as the definitions have them. */
const CASES: [string, Loss, (error: number) => [number, number]][] = [
  ['mse', { kind: 'mse' }, (e) => [e * e, 2 * e]],
  [
    'huber',
    { kind: 'huber', delta: 0.3 },
    (e) => (Math.abs(e) <= 0.3 ? [(e * e) / 2, e] : [0.3 * (Math.abs(e) - 0.15), 0.3 * Math.sign(e)]),
  ],
  // of predicted − target: one that is too high costs 1 − τ
  ['pinball', { kind: 'pinball', quantiles: [0.9] }, (e) => (e > 0 ? [0.1 * e, 0.1] : [-0.9 * e, -0.9])],
];

describe('elementLoss in float32, at errors of any size', () => {
  it.each(CASES)('%s', async (_, loss, definition) => {
    const [predicted, targets] = [input('predicted', [ERRORS.length, 1]), input('targets', [ERRORS.length, 1])];
    const losses = elementLoss(graphOps, loss, predicted, targets);
    const results = simplify([losses, ...gradient(sum(losses), [predicted])]);
    const zero = ERRORS.map(() => 0);
    const [got, slopes] = await runGraph(results, { predicted: ERRORS, targets: zero });
    for (const [k, error] of ERRORS.entries()) {
      const [value, slope] = definition(error);
      expect(Math.abs(got![k]! - value), `loss of ${error}`).toBeLessThanOrEqual(1e-6 * value + 1e-11);
      expect(Math.abs(slopes![k]! - slope), `slope at ${error}`).toBeLessThanOrEqual(1e-6 * Math.abs(slope) + 3e-8);
    }
  });
});
