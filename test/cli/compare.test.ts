import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fewerFolds, planCompare, withVehicles } from '../../cli/compare-plan.js';
import { comparisonTable } from '../../cli/comparison-table.js';
import { whyNotLeftOut, type Comparison } from '../../training/figures/comparison.js';
import { renderComparison } from '../../training/report/comparison-page.js';
import { smallDrive, toCsv } from './drive-files.js';
import { useFolders } from './folders.js';
import { refusal, steercast } from './steercast.js';

const newFolder = useFolders();

describe('the plan of a comparison', () => {
  const plan = (...paths: string[]) => planCompare(withVehicles(paths), 3);

  it('says how many folds it makes where there are fewer drives than folds', () => {
    const four = planCompare(withVehicles(['a/1', 'a/2', 'a/3', 'a/4']), 40);
    expect(fewerFolds(four.byDrive.length, 40)).toBe(
      '--folds 40: 4 folds, as the others would have no drive to judge by',
    );
    expect(fewerFolds(four.byDrive.length, 4)).toBeUndefined();
  });

  it('holds every drive out once, trains on none that it holds out, and deals each vehicle over the folds', () => {
    const paths = ['a/1', 'a/2', 'a/3', 'a/4', 'b/1', 'b/2', 'b/3'];
    const { byDrive, byVehicle, vehicles } = plan(...paths);
    expect(byDrive.flatMap(({ heldOut }) => heldOut).sort()).toEqual(paths);
    for (const { train, heldOut } of [...byDrive, ...byVehicle.map(({ fold }) => fold)])
      expect([...train, ...heldOut].sort()).toEqual(paths);
    for (const { heldOut } of byDrive) expect(heldOut.some((path) => path.startsWith('b/'))).toBe(true);
    expect(vehicles).toEqual([
      { vehicle: 'a', drives: 4 },
      { vehicle: 'b', drives: 3 },
    ]);
    expect(byVehicle.map(({ vehicle, fold }) => [vehicle, fold.heldOut.length])).toEqual([
      ['a', 4],
      ['b', 3],
    ]);
  });

  it('leaves no vehicle out where there is one, and tells folders of one name apart', () => {
    expect(plan('a/1', 'a/2', 'a/3', 'a/4', 'a/5').byVehicle).toEqual([]);
    const names = withVehicles(['x/a/1', 'y/a/1']).map(({ vehicle }) => vehicle);
    expect(new Set(names).size).toBe(2);
  });

  it('names a vehicle that can not be left out, as the others have too few drives', () => {
    const { byVehicle, neverLeftOut } = plan('a/1', 'a/2', 'a/3', 'b/1', 'c/1');
    expect(byVehicle.map(({ vehicle }) => vehicle)).toEqual(['b', 'c']);
    expect(neverLeftOut).toEqual([{ vehicle: 'a', others: 2 }]);
    expect(neverLeftOut.map(whyNotLeftOut)).toEqual([
      'a is not left out: 2 drives of other vehicles are too few to train on',
    ]);
  });

  it('refuses too few drives', () => {
    expect(() => plan('a/1', 'a/2', 'b/1')).toThrow(
      'expected at least 4 drives to compare models on drives held out, got 3',
    );
    expect(() => plan('a/1', 'a/2', 'a/3', 'b/1')).toThrow(
      'expected at least 3 drives to train on beside those held out, got 2 (4 drives, --folds 3)',
    );
  });
});

describe('compare', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await newFolder();
    const rows = smallDrive(1200, 12);
    for (const [v, vehicle] of ['one', 'two'].entries()) {
      await mkdir(join(folder, vehicle));
      for (let d = 0; d < 3; d++) {
        const own = rows.slice(v * 600 + d * 120, v * 600 + d * 120 + 110);
        const steered = own.map((row) => ({ ...row, Steering_Angle: row.Steering_Angle * (1 + v) }));
        await writeFile(join(folder, vehicle, `${d}.csv`), toCsv(steered));
      }
    }
  });

  it('ranks models on the same folds, by drive and by vehicle, with the leaking split beside', async () => {
    const args = ['compare', 'one', 'two', '--epochs', '2', '--folds', '2', '--models', 'sequence-lstm,seed-lstm'];
    const { stdout, stderr } = await steercast([...args, '--json', '--report', 'page.html'], folder);
    const comparison = JSON.parse(stdout) as Comparison; // as: what it prints
    const { models, vehicles, leaking, folds } = comparison;
    expect({ vehicles, folds }).toEqual({
      vehicles: [
        { vehicle: 'one', drives: 3 },
        { vehicle: 'two', drives: 3 },
      ],
      folds: 2,
    });
    expect(models.map(({ model }) => model).sort()).toEqual(['seed-lstm', 'sequence-lstm']);
    expect(models[0]!.byVehicle!.all.model.mae).toBeLessThanOrEqual(models[1]!.byVehicle!.all.model.mae);
    for (const { byDrive, byVehicle } of models) {
      for (const held of [byDrive, byVehicle!]) {
        expect(held.drives.length).toBe(6);
        expect(held.all.windows).toBe(6 * (110 - 9));
        // neither hangs on what was trained
        expect(held.all.baselines.persistence.mae).toBeCloseTo(models[0]!.byDrive.all.baselines.persistence.mae, 9);
        expect(held.figures.skill.linear.value).toBeCloseTo(1 - held.all.model.mae / held.all.baselines.linear.mae, 12);
      }
      expect(byVehicle!.vehicles.map(({ vehicle, windows }) => [vehicle, windows])).toEqual([
        ['one', 303],
        ['two', 303],
      ]);
    }
    // trained on the other vehicles, not on these
    expect(models[0]!.byVehicle!.all.model.mae).not.toBe(models[0]!.byDrive.all.model.mae);
    expect(leaking).toMatchObject({ model: 'seed-lstm', windows: 0.05 * 600 });
    expect(stderr).toMatch(/^\d\/9 seed-lstm, the leaking split(, about \d+:\d\d left)?$/m);
    expect(stderr).toMatch(/^9\/9 /m);
    const html = await readFile(join(folder, 'page.html'), 'utf8');
    expect(html).toContain(models[0]!.byVehicle!.all.model.mae.toFixed(3));
    expect(html).toBe(renderComparison(comparison));
    // what leaks is told only where it does
    const withLeak = (mae: number) => renderComparison({ ...comparison, leaking: { ...leaking!, mae } });
    expect(withLeak(1e-3)).toContain('leaks from the training into the test');
    expect(withLeak(1e3)).toContain('shows no leak');
    expect(html).not.toContain('is not left out');
    const neverLeftOut = [{ vehicle: 'one', others: 1 }];
    const why = 'one is not left out: one drive of other vehicles is too few to train on';
    expect(renderComparison({ ...comparison, neverLeftOut })).toContain(why);
    expect(comparisonTable({ ...comparison, neverLeftOut })).toContain(why);
    expect(html).not.toMatch(/<link\b|@import|\bsrc\s*=|<script/i);
  }, 120_000);

  it('refuses what can not be compared, in one line', async () => {
    expect(await refusal(['compare', 'one'], folder)).toContain('expected at least 4 drives');
    expect(await refusal(['compare', 'one', 'two', '--models', 'none'], folder)).toContain('expected a model named');
  });
});
