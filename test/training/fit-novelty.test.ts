import { describe, expect, it } from 'vitest';
import { NoveltyMeter } from '../../core/novelty.js';
import type { Matrix } from '../../core/matrix.js';
import { fitScaler } from '../../core/scaler.js';
import { makeDataset } from '../../training/dataset.js';
import { fitNovelty } from '../../training/fit-novelty.js';
import { networkView } from '../../training/network-view.js';
import { Random } from '../../training/random.js';
import { ADAPTED, asDrive, syntheticDrives, toMatrix } from './make-drive.js';

const rowsOf = ({ rows, columns, data }: Matrix) =>
  Array.from({ length: rows }, (_, r) => data.subarray(r * columns, (r + 1) * columns));

describe('fitNovelty', () => {
  it('is the Mahalanobis distance of the scaled features, with a correlation drawn a tenth to none', () => {
    const random = new Random(3);
    /** about normal, of variance one */
    const normal = () => Array.from({ length: 12 }, () => random.uniform() - 0.5).reduce((sum, one) => sum + one, 0);
    const pairs = Array.from({ length: 4000 }, () => {
      const speed = 20 + 5 * normal();
      return [speed, 3 * (speed - 20) + 8 * normal()];
    });
    const features = toMatrix(pairs);
    const { std, mean } = fitScaler(features);
    const novelty = fitNovelty(features, {
      inputs: 'measured',
      std,
      featureNames: ['vEgo[i-1]', 'steeringAngleDeg[i-1]'],
    });
    const meter = new NoveltyMeter(novelty);
    const z = pairs.map((pair) => pair.map((value, c) => (value - mean[c]!) / std[c]!));
    const r = 0.9 * (z.reduce((sum, [a, b]) => sum + a! * b!, 0) / z.length);
    const [a, b] = [1.5, -0.7];
    const wanted = Math.sqrt((a * a + b * b - 2 * r * a * b) / (1 - r * r));
    expect(meter.distance([mean[0]! + a * std[0]!, mean[1]! + b * std[1]!])).toBeCloseTo(wanted, 3);
    expect(pairs.filter((pair) => meter.isNovel(pair)).length).toBeLessThanOrEqual(4);
    expect(pairs.filter((pair) => meter.distance(pair) >= novelty.threshold).length).toBeGreaterThanOrEqual(3);
  });

  it('knows another drive of such cars, and not curvature that is noise or a speed in another unit', () => {
    const [train, held] = [syntheticDrives(5, 5), syntheticDrives(9, 3)];
    const dataset = makeDataset(train, ADAPTED);
    const view = networkView(dataset, { inputs: 'adapted', target: 'correction' }, ADAPTED.featureNames);
    const { std } = fitScaler(view.features);
    const meter = new NoveltyMeter(
      fitNovelty(dataset.features, { inputs: 'adapted', std, featureNames: ADAPTED.featureNames }),
    );
    const random = new Random(1);
    const share = (change: (row: (typeof held)[0]['rows'][0]) => object) => {
      const drives = held.map(({ rows }) => asDrive(rows.map((row) => ({ ...row, ...change(row) }))));
      const windows = rowsOf(makeDataset(drives, ADAPTED).features);
      return windows.filter((window) => meter.isNovel(window)).length / windows.length;
    };
    expect(share(() => ({}))).toBeLessThan(0.01);
    expect(share(({ curvature }) => ({ curvature: curvature + 0.1 * (random.uniform() - 0.5) }))).toBeGreaterThan(0.8);
    expect(share(({ vEgo }) => ({ vEgo: 12 * vEgo }))).toBeGreaterThan(0.2);
  });
});
