import { expect, it } from 'vitest';
import { ModelsInUse } from '../../runtime/models-in-use.js';
import type { InstantPredictor } from '../../runtime/predictor.js';
import { ScriptedModels } from '../../runtime/scripted-models.js';
import { CARD } from './fake-predictor.js';

const predictorOf = (onnxSha256: string): InstantPredictor => ({
  card: { ...CARD, onnxSha256 },
  answer: () => [onnxSha256.length],
});

/** What a model is to others: which of those that came by it is. */
function numbering(): (model: object | undefined) => number {
  const seen: object[] = [];
  return (model) => {
    if (!model) return 0;
    if (!seen.includes(model)) seen.push(model);
    return seen.indexOf(model) + 1;
  };
}

it('goes through the changes of a session with a predictor of its own for each model that was tried', () => {
  const [one, two] = [predictorOf('1'), predictorOf('22')];
  const scripted = new ScriptedModels(one, new Map([one, two].map((each) => [each.card.onnxSha256, each])));
  const [live, again] = [numbering(), numbering()];
  live(one);
  again(one);
  const [wanted, got]: [number[][], number[][]] = [[], []];
  const models = new ModelsInUse(one, {
    onChange(hashes) {
      wanted.push([live(models.active), live(models.shadow)]);
      scripted.use(hashes);
      got.push([again(scripted.active), again(scripted.shadow)]);
      expect([scripted.active, scripted.shadow].map((each) => each?.card.onnxSha256)).toEqual([
        models.active.card.onnxSha256,
        models.shadow?.card.onnxSha256,
      ]);
    },
    onOutcome() {},
  });
  for (const sha256 of ['22', '1', '1', '22']) {
    models.propose(predictorOf(sha256), { isReturn: true });
    for (let step = 0; step < 60; step++) {
      models.settle();
      models.scored(undefined, undefined);
    }
  }
  models.propose(predictorOf('1'), { isReturn: false });
  models.settle();
  models.callBack();
  models.settle();
  expect(wanted).toHaveLength(4 * 3 + 2);
  expect(got).toEqual(wanted);
  expect(scripted.active).not.toBe(two);
  expect((scripted.active as InstantPredictor).answer([])).toEqual([2]);
});
