import { describe, expect, it } from 'vitest';
import { fitSteadyState, steadyStateAngle } from '../../core/baselines.js';
import { fitScaler } from '../../core/scaler.js';
import { makeDataset, observations } from '../../training/dataset.js';
import { withMirrored } from '../../training/mirror.js';
import { networkView } from '../../training/network-view.js';
import { sequenceLstm } from '../../training/architectures/sequence-lstm.js';
import { asDrive, CONTRACT, makeDrive, rowOf } from './make-drive.js';

const { featureNames } = CONTRACT;
const windows = makeDataset([makeDrive(40)], CONTRACT);
const mirrored = withMirrored(windows, featureNames);
const isOdd = (name: string) => !name.startsWith('vEgo');

/** A road that bends to the left alone, and a sensor that shows a degree too much. */
const left = makeDataset(
  [
    asDrive(
      makeDrive(60).rows.map((row, k) => ({
        ...row,
        curvature: 0.01 + 0.001 * Math.sin(k),
        vEgo: 15 + (k % 7),
        steeringAngleDeg: 31 + 3 * Math.sin(k),
      })),
    ),
  ],
  CONTRACT,
);

describe('withMirrored', () => {
  it('has the windows as they are and, behind them, each with left for right', () => {
    const count = windows.times.length;
    expect(mirrored.times).toEqual([...windows.times, ...windows.times]);
    expect([mirrored.features.rows, mirrored.angles.rows]).toEqual([2 * count, 2 * count]);
    for (let w = 0; w < count; w++) {
      expect(rowOf(mirrored.features, w)).toEqual(rowOf(windows.features, w));
      expect(rowOf(mirrored.angles, w)).toEqual(rowOf(windows.angles, w));
      const features = rowOf(windows.features, w).map((one, c) => (isOdd(featureNames[c]!) ? 0 - one : one));
      expect(rowOf(mirrored.features, count + w).map((one) => one + 0)).toEqual(features);
      expect(rowOf(mirrored.angles, count + w)).toEqual(rowOf(windows.angles, w).map((one) => -one));
    }
  });

  it('gives the windows back when the mirror is mirrored', () => {
    const count = windows.times.length;
    const twice = withMirrored(mirrored, featureNames);
    const last = (matrix: typeof twice.features) => [...matrix.data.subarray(3 * count * matrix.columns)];
    expect(last(twice.features)).toEqual([...windows.features.data]);
    expect(last(twice.angles)).toEqual([...windows.angles.data]);
  });

  it('leaves what it is given alone', () => {
    expect(windows).toEqual(makeDataset([makeDrive(40)], CONTRACT));
  });

  it('has zero for the mean of every signal that a mirror turns, in the view of the network too', () => {
    const view = networkView(withMirrored(left, featureNames), sequenceLstm, featureNames);
    const { mean } = fitScaler(view.features);
    featureNames.forEach((name, c) => {
      if (isOdd(name)) expect(Math.abs(mean[c]!)).toBeLessThan(1e-12);
      else expect(mean[c]).toBeGreaterThan(15);
    });
    for (const one of fitScaler(view.targets).mean) expect(Math.abs(one)).toBeLessThan(1e-12);
  });

  it('makes a model odd that is fitted to it', () => {
    const fitted = (data: typeof left) => fitSteadyState(observations(data, featureNames));
    const odd = fitted(withMirrored(left, featureNames));
    expect(steadyStateAngle(odd, -0.01, 18)).toBeCloseTo(-steadyStateAngle(odd, 0.01, 18), 9);
    const oneSided = fitted(left);
    expect(Math.abs(steadyStateAngle(oneSided, -0.01, 18) + steadyStateAngle(oneSided, 0.01, 18))).toBeGreaterThan(0.1);
  });
});
