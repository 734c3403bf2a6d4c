import { describe, expect, it } from 'vitest';
import { sequenceLstm } from '../../../training/architectures/sequence-lstm.js';
import { loadEngine, type EngineChoice } from '../../../training/engines/engines.js';
import { fit } from '../../../training/fit.js';
import { initialWeights, Random } from '../../../training/random.js';
import { makeBatch, SMALL } from '../make-batch.js';
import { largestDifference } from '../graph/run-graph.js';

/** Eight epochs with a last batch that is smaller than the others. */
async function fitted(choice: EngineChoice, batchSize: number) {
  const random = new Random(5);
  const weights = initialWeights(sequenceLstm.parameters(SMALL), random);
  const engine = await loadEngine(choice);
  const trainer = engine.trainer({ architecture: sequenceLstm, sizes: SMALL, weights, learningRate: 1e-2 });
  const recipe = { ...sequenceLstm.recipe, epochs: 8, batchSize };
  const data = { train: makeBatch(37, SMALL), validation: makeBatch(11, SMALL) };
  const result = await fit({ trainer, ...data, recipe, random });
  await trainer.dispose();
  return result;
}

describe('fit', () => {
  it.each([8, 37])('gives the same losses with either engine, in batches of %i', async (batchSize) => {
    const [ort, tfjs] = [await fitted('ort', batchSize), await fitted('tfjs', batchSize)];
    expect(largestDifference(ort.losses.train, tfjs.losses.train)).toBeLessThan(1e-5);
    expect(largestDifference(ort.losses.validation, tfjs.losses.validation)).toBeLessThan(1e-5);
    expect(ort.bestEpoch).toBe(tfjs.bestEpoch);
  });

  it.each<EngineChoice>(['ort', 'tfjs'])(
    'takes all windows where a batch is larger than the data: %s',
    async (choice) => {
      expect(await fitted(choice, 1000)).toEqual(await fitted(choice, 37));
    },
  );

  it('takes ort where the choice is its own', async () => {
    expect((await loadEngine()).name).toBe('ort');
    expect((await loadEngine('auto')).name).toBe('ort');
    expect((await loadEngine('tfjs')).name).toMatch(/^tfjs-(node|wasm)$/);
  });
});
