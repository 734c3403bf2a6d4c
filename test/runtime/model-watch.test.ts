import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ModelCard } from '../../core/model-card.js';
import { readBundle, writeBundle } from '../../onnx/bundle.js';
import { ModelStore } from '../../onnx/model-store.js';
import { encodeOnnxModel } from '../../onnx/onnx-model.js';
import { SIGNATURE_FILE, signCard } from '../../onnx/signature.js';
import { ModelWatch } from '../../runtime/model-watch.js';
import { ModelsInUse, type Outcome } from '../../runtime/models-in-use.js';
import type { InstantPredictor } from '../../runtime/predictor.js';
import { useFolders } from '../cli/folders.js';
import { linearCard, linearGraph } from '../onnx/linear-bundle.js';

const newFolder = useFolders();
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const FIGURES = { steps: 300, scored: 200, newMae: 2, oldMae: 1, disagreement: 0.5 };

let store: ModelStore;
let folder: string;
let told: string[];
let models: ModelsInUse;
let watch: ModelWatch;

/** Deploys the linear model with that card; the name in the store. */
async function deploy(changes: Partial<ModelCard> = {}, { isSigned = false } = {}): Promise<string> {
  const bundle = join(folder, 'bundle');
  const { onnxSha256 } = await writeBundle(bundle, { ...linearCard(), ...changes }, encodeOnnxModel(linearGraph()));
  const signature = isSigned ? signCard(await readFile(join(bundle, 'card.json')), privateKey) : '';
  await writeFile(join(bundle, SIGNATURE_FILE), signature);
  const model = await store.install(bundle, onnxSha256);
  await store.promote(model);
  return model.name;
}

const predictorOf = ({ card }: { card: ModelCard }): InstantPredictor => ({
  card,
  answer: () => new Float32Array(card.horizonSteps),
});

async function begin(key?: KeyObject): Promise<void> {
  const model = (await store.current())!;
  const bundle = await readBundle(model.path);
  const predictor = predictorOf(bundle);
  models = new ModelsInUse(predictor, { onChange() {}, onOutcome: (outcome) => void watch.heed(outcome) });
  watch = new ModelWatch({
    ...{ store, first: { model, bundle, predictor }, key, vehicle: 'pickup' },
    open: (next) => Promise.resolve(predictorOf(next)),
    remark: (text) => told.push(text),
  });
}
/** What the models in use tell of a new one, with the predictor that is not needed any more. */
const heed = (outcome: Pick<Outcome, 'what' | 'why'>, phase: Outcome['phase'] = 'probation') =>
  watch.heed({ ...outcome, phase, figures: FIGURES, left: models.shadow ?? models.active });

beforeEach(async () => {
  folder = await newFolder();
  store = new ModelStore(join(folder, 'store'));
  (await store.lock())();
  told = [];
  await deploy({}, { isSigned: true });
});

describe('ModelWatch', () => {
  it('proposes what has become the champion, once, and has nothing to do before', async () => {
    await begin();
    await watch.look(models);
    expect(models.isTrying).toBe(false);
    await deploy();
    await watch.look(models);
    await watch.look(models);
    expect(models.isTrying).toBe(true);
    models.settle();
    expect(told).toEqual([expect.stringMatching(/^0002-\S+ runs in the shadow of 0001-/)]);
    await watch.close();
  });

  it.each<[string, Partial<ModelCard>, string]>([
    ['step', { dt: 0.2 }, 'expected dt 0.1 as the model in use has, got 0.2'],
    ['vehicle', { vehicle: 'van' }, 'expected a model of pickup as the one in use is, got one of van'],
    ['features', { featureNames: linearCard().featureNames.toReversed() }, 'got them in another order'],
  ])('tells of a model of other %s once, and leaves it alone', async (_, changes, why) => {
    await begin();
    const name = await deploy(changes);
    await watch.look(models);
    await watch.look(models);
    expect(models.isTrying).toBe(false);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(new RegExp(`^${name} is not taken, 0001-\\S+ stays in use: .*${why}`));
    await deploy();
    await watch.look(models); // the next one is
    expect(models.isTrying).toBe(true);
    await watch.close();
  });

  it('with a key takes signed models alone', async () => {
    await begin(publicKey);
    await deploy();
    await watch.look(models);
    expect(models.isTrying).toBe(false);
    expect(told).toEqual([expect.stringContaining('expected a card signed with the configured key')]);
    await deploy({}, { isSigned: true });
    await watch.look(models);
    expect(models.isTrying).toBe(true);
    await watch.close();
  });

  it.each([
    ['worse', "was more than 10 % worse: MAE 2.000 deg, the old one's 1.000 deg"],
    ['failed', 'failed'],
  ] as const)(
    'makes the old one the champion again where the new one %s, and does not try it again',
    async (why, said) => {
      await begin();
      const name = await deploy();
      await watch.look(models);
      models.settle();
      await heed({ what: 'back', why });
      expect(store.champion()).toMatch(/^0001-/);
      expect((await store.models()).find((model) => model.name === name)!.failed).toContain(said);
      expect(told.at(-1)).toContain(`is in use again: ${name} ${said}`);
      await watch.close();
    },
  );

  it('does not try a model again that was worse and could not be taken back', async () => {
    await begin();
    const name = await deploy();
    await watch.look(models);
    const unlock = await store.lock(); // somebody changes the store
    for (models.settle(); models.isTrying; models.settle()) models.scored([1, 2], 0.5);
    await expect.poll(() => told.at(-1)).toContain(`${name} stays the champion of the store: expected to be alone`);
    unlock();
    await watch.look(models);
    expect(models.isTrying).toBe(false);
    await watch.close();
  });

  it('has a model kept in the store once that has proved itself', async () => {
    await begin();
    await deploy();
    await watch.look(models);
    models.settle();
    expect((await store.models()).map(({ wasUsed }) => wasUsed)).toEqual([false, false]);
    await heed({ what: 'kept', why: 'trial' });
    expect((await store.models()).map(({ wasUsed }) => wasUsed)).toEqual([false, true]);
    await watch.close();
  });

  it('tells where the old one is not in the store any more, and the new one stays its champion', async () => {
    await begin();
    const name = await deploy();
    await watch.look(models);
    models.settle();
    await rm((await store.beforeChampion()).to.path, { recursive: true });
    await heed({ what: 'back', why: 'failed' });
    expect(store.champion()).toBe(name);
    expect(told.at(-1)).toMatch(/^0002-\S+ stays the champion of the store: expected the model 0001-\S+ to make the champion, got none that was kept/); // prettier-ignore
    await watch.close();
  });

  it('calls a model back that is the champion no more', async () => {
    await begin();
    await deploy();
    await watch.look(models);
    models.settle();
    const { from, to } = await store.beforeChampion();
    await store.takeBack(from, to, 'by hand');
    await watch.look(models);
    models.settle();
    expect(models.isTrying).toBe(false);
    expect(told.at(-1)).toMatch(/^0001-\S+ stays in use: 0002-\S+ was taken back$/);
    await watch.close();
  });
});

describe('the trial of models in use', () => {
  it('is told while it lasts', async () => {
    await begin();
    expect(models.trial).toBeUndefined();
    await deploy({ name: 'next' });
    await watch.look(models);
    models.settle();
    models.scored([1, 2], 0.5);
    const figures = { steps: 1, scored: 0, newMae: NaN, oldMae: NaN, disagreement: NaN };
    expect(models.trial).toEqual({ sha256: models.shadow!.card.onnxSha256, phase: 'shadow', figures });
    await watch.close();
  });
});
