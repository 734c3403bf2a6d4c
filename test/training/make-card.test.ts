import { beforeAll, describe, expect, it } from 'vitest';
import { parseModelCard } from '../../core/parse-model-card.js';
import { encodeOnnxModel } from '../../onnx/onnx-model.js';
import { OnnxSession } from '../../onnx/session.js';
import { verifyModel } from '../../onnx/verify-model.js';
import { makeCard } from '../../training/make-card.js';
import { trainModel, type TrainedModel } from '../../training/train-model.js';
import { linearGraph } from '../onnx/linear-bundle.js';
import { CONTRACT } from './make-drive.js';
import { bytes, drives, OPTIONS } from './small-training.js';

describe('makeCard', () => {
  let trained: TrainedModel;
  beforeAll(async () => {
    trained = await trainModel(drives.slice(0, 4), OPTIONS);
  });

  it('describes the model: contract, drives, losses, scores and ranges', async () => {
    const { card, test } = await makeCard(trained, OPTIONS, new Date('2024-05-06T07:08:09Z'));
    expect(card).toMatchObject({ ...CONTRACT, name: 'sequence-lstm', createdAt: '2024-05-06T07:08:09.000Z' });
    expect(card.training).toMatchObject({ engine: 'ort', seed: 1, epochs: 3, split: 'drive' });
    const { train, validation, test: tested } = card.training.drives;
    const names = [...train, ...validation, ...tested].map(({ name }) => name);
    expect(names.sort()).toEqual(
      drives
        .slice(0, 4)
        .map(({ name }) => name)
        .sort(),
    );
    expect(card.metrics).toEqual({ test });
    const { columns, data } = trained.parts.train.features;
    card.featureNames.forEach((name, c) => {
      const column = data.filter((_, k) => k % columns === c);
      expect(card.ranges[name]).toEqual([
        column.reduce((a, b) => Math.min(a, b)),
        column.reduce((a, b) => Math.max(a, b)),
      ]);
    });
    const whole = { ...card, onnxSha256: '0'.repeat(64) };
    expect(parseModelCard(JSON.parse(JSON.stringify(whole)), 'card.json')).toEqual(whole);
  });

  it('has sixteen golden vectors from all over the training, which the exported model answers, and no other', async () => {
    const { card } = await makeCard(trained, OPTIONS, new Date(0));
    expect(card.golden).toHaveLength(16);
    expect(new Set(card.golden.map(({ features }) => features.join())).size).toBe(16);
    const own = await OnnxSession.load(bytes(trained));
    await verifyModel(own, card, 'own');
    await own.release();
    const other = await OnnxSession.load(encodeOnnxModel(linearGraph()));
    await expect(verifyModel(other, card, 'other')).rejects.toThrow('expected input features [N, 20]');
    await other.release();
  });
});
