import { describe, expect, it } from 'vitest';
import { takeRows } from '../../core/matrix.js';
import { makeDataset } from '../../training/dataset.js';
import { learnFromAll, partition, type PartitionOptions } from '../../training/partition.js';
import { Random } from '../../training/random.js';
import { asDrive, CONTRACT, makeDrive } from './make-drive.js';

const drives = ['a', 'b', 'c', 'd'].map((name, d) => makeDrive(30 + d, { name }));
const options = (): PartitionOptions => ({
  split: 'drive',
  contractFor: () => CONTRACT,
  preview: 'recorded',
  learntPreviews: ['recorded', 'hold'],
  random: new Random(1),
});

describe('partition', () => {
  it('learns from every drive with each of the previews, and is judged with one', () => {
    const { train, validation, test, drives: parts } = partition(drives, options());
    const recorded = makeDataset(parts.train, CONTRACT);
    const held = makeDataset(parts.train, CONTRACT, { preview: 'hold' });
    expect(train.features.rows).toBe(recorded.features.rows + held.features.rows);
    const rows = (from: number, count: number) => Array.from({ length: count }, (_, k) => from + k);
    const count = recorded.features.rows;
    expect(takeRows(train.features, rows(0, count))).toEqual(recorded.features);
    expect(takeRows(train.features, rows(count, held.features.rows))).toEqual(held.features);
    expect(train.angles.data).toEqual(Float64Array.of(...recorded.angles.data, ...held.angles.data));
    expect(train.times).toEqual([...recorded.times, ...held.times]);
    expect(validation).toEqual(makeDataset(parts.validation, CONTRACT));
    expect(test).toEqual(makeDataset(parts.test, CONTRACT));
  });

  it('varies the drives anew with each of them', () => {
    const random = new Random(2);
    const vary: PartitionOptions['vary'] = (some) =>
      some.map((drive) => {
        const gain = random.uniform();
        return asDrive(drive.rows.map((row) => ({ ...row, steeringAngleDeg: gain * row.steeringAngleDeg })));
      });
    const { train } = learnFromAll([drives[0]!], { ...options(), vary, validation: [], test: [] });
    const now = CONTRACT.featureNames.indexOf('steeringAngleDeg[i-1]');
    const firsts = Array.from({ length: 4 }, (_, copy) => (copy * train.features.rows) / 4).map(
      (row) => train.features.data[row * train.features.columns + now]!,
    );
    expect(firsts[2]).toBe(firsts[0]);
    expect(new Set(firsts).size).toBe(3);
  });
});
