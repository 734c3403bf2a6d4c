import { describe, expect, it } from 'vitest';
import { inverse, fitScaler, transform } from '../../core/scaler.js';
import type { Architecture, Sizes } from '../../training/architectures/architecture.js';
import { ARCHITECTURES } from '../../training/architectures/catalogue.js';
import { seedLstm } from '../../training/architectures/seed-lstm.js';
import { makeDataset } from '../../training/dataset.js';
import { changeBasis, fromNowBasis } from '../../training/from-now.js';
import { networkView } from '../../training/network-view.js';
import { physicalForward } from '../../training/physical-model.js';
import { initialWeights, Random } from '../../training/random.js';
import { float64Ops, tensor64 } from './graph/float64-ops.js';
import { CONTRACT, contractOf, rowOf, syntheticDrives } from './make-drive.js';
import { largestDifference } from './graph/run-graph.js';

const { featureNames } = CONTRACT;
const drives = syntheticDrives(3, 1);
const data = makeDataset(drives, CONTRACT);
const LAST = featureNames.indexOf('steeringAngleDeg[i-1]');
const view = (inputs: Architecture['inputs'], target: Architecture['target']) =>
  networkView(data, { ...seedLstm, inputs, target }, featureNames);

describe('networkView', () => {
  it('is the windows as measured and their angles, where the architecture wants them', () => {
    expect(view('measured', 'angle')).toEqual({ features: data.features, targets: data.angles });
  });

  it('is the change of the angle from the last one', () => {
    const { features, targets } = view('measured', 'change');
    expect(features).toEqual(data.features);
    for (const w of [0, 1, data.times.length - 1]) {
      const last = rowOf(data.features, w)[LAST]!;
      expect(rowOf(targets, w)).toEqual(rowOf(data.angles, w).map((angle) => angle - last));
    }
  });

  it('is the features measured from now', () => {
    const { features, targets } = view('from-now', 'angle');
    expect(features).toEqual(changeBasis(data.features, fromNowBasis(featureNames)));
    expect(targets).toEqual(data.angles);
  });
});

describe.each(ARCHITECTURES)('the whole model of $name', (architecture) => {
  it('does inside what the trainer does around the network: view, scalers and the last angle', () => {
    const { featureNames } = contractOf(architecture);
    const data = makeDataset(drives, contractOf(architecture));
    const { columns } = data.features;
    const some = { rows: 9, columns, data: data.features.data.slice(0, 9 * columns) };
    const seen = networkView(data, architecture, featureNames);
    const width = seen.features.columns;
    const sizes: Sizes = { historyLength: 5, horizonSteps: 5, features: width, hiddenSize: 4 };
    const [scalerX, scalerY] = [fitScaler(seen.features), fitScaler(seen.targets)];
    const weights = initialWeights(architecture.parameters(sizes), new Random(2));
    const parameters = Object.fromEntries(
      architecture.parameters(sizes).map(({ name, shape }) => [name, tensor64(weights[name]!, shape)]),
    );

    const scaled = transform(scalerX, { ...seen.features, rows: 9, data: seen.features.data.slice(0, 9 * width) });
    const given = architecture.forward(float64Ops, parameters, tensor64(scaled.data, [9, width]), sizes);
    const outside = inverse(scalerY, { rows: 9, columns: 5, data: given.data }).data.map((angle, k) => {
      const [window, step] = [Math.floor(k / 5), k % 5];
      const feature = (name: string) => some.data[columns * window + featureNames.indexOf(name)]!;
      const last = feature('steeringAngleDeg[i-1]');
      const distance = last - feature('equivalentSteeringDeg[i-1]');
      const response = feature(`equivalentSteeringDeg[i+${step}]`) + 0.9 ** (step + 1) * distance;
      const forecast = last + feature(`forecastChangeDeg[i+${step}]`);
      const start = { angle: 0, change: last, correction: forecast, 'response-correction': response };
      return angle + start[architecture.target];
    });
    const model = { architecture, sizes, featureNames, scalerX, scalerY };
    const inside = physicalForward(float64Ops, model, parameters, tensor64(some.data, [9, columns]));
    expect(inside.shape).toEqual([9, 5]);
    expect(largestDifference(inside.data, outside)).toBeLessThan(1e-9);
  });
});
