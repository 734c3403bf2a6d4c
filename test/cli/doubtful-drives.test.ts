import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_MODEL, smallDrive, toCsv } from './drive-files.js';
import { useFolders } from './folders.js';
import { refusal, start } from './steercast.js';

const newFolder = useFolders();
const REPLAY_OPTIONS = ['--model', DEFAULT_MODEL, '--out', 'out.csv'];

describe('train and compare', () => {
  it.concurrent(
    'refuse signals that no road vehicle has before they learn from them, and replay remarks on them',
    async () => {
      const folder = await newFolder();
      const rad = smallDrive(200).map((row) => ({ ...row, Steering_Angle: row.Steering_Angle / 57.3 }));
      await writeFile(join(folder, 'rad.csv'), toCsv(rad));
      const doubt =
        'expected 1500 to 8000 deg of steering wheel for a curvature of 1/m, got 52: is the steering in rad, or the yaw rate in deg/s?';
      const line = `steercast: ${doubt} (--units steering=rad; rad.csv)`;
      for (const command of ['train', 'compare']) {
        const out = command === 'train' ? ['--out', 'model', '--split', 'seed'] : [];
        expect(await refusal([command, 'rad.csv', ...out], folder)).toBe(line);
      }
      const remark = `rad.csv: ${doubt} (--units steering=rad)`;
      const { code, stderr } = await start(['replay', 'rad.csv', ...REPLAY_OPTIONS], folder).ended;
      expect([code, stderr.split('\n')[0]]).toEqual([0, remark]);
      const { stdout } = await start(['inspect', 'rad.csv'], folder).ended;
      expect(stdout).toContain(`remark: ${remark.replace('rad.csv: ', '')}`);
      const right = await start(['inspect', 'rad.csv', '--units', 'steering=rad'], folder).ended;
      expect(right.stdout).toContain('signs and units: nothing looks wrong');
    },
  );

  it.concurrent(
    'refuse to learn from a drive that is steered against its bends; evaluate says so, on its page too',
    async () => {
      const folder = await newFolder();
      const flipped = smallDrive(300).map((row) => ({ ...row, Steering_Angle: -row.Steering_Angle }));
      await writeFile(join(folder, 'flipped.csv'), toCsv(flipped));
      const doubt =
        'expected steering to the side that the curvature bends to, got the other in 5 of 5 bends (correlation -1.00): does one of them count up to the right?';
      const line = `steercast: ${doubt} (--right-positive steering, or --right-positive curvature; flipped.csv)`;
      for (const command of ['train', 'compare']) {
        const out = command === 'train' ? ['--out', 'model', '--split', 'seed'] : [];
        expect(await refusal([command, 'flipped.csv', ...out], folder)).toBe(line);
      }
      const evaluate = ['evaluate', 'flipped.csv', '--model', DEFAULT_MODEL, '--report', 'report.html'];
      const { code, stderr } = await start(evaluate, folder).ended;
      expect(code).toBe(0);
      const remark = `flipped.csv: ${doubt} (--right-positive steering, or --right-positive curvature)`;
      expect(stderr.split('\n')).toContain(remark);
      expect(stderr).toContain(
        '1 of 1 drive has signals that no road vehicle has, as remarked above: the figures say little of the model\n',
      );
      const html = await readFile(join(folder, 'report.html'), 'utf8');
      expect(html).toContain(`<li class="warning">Doubtful: ${remark}.</li>`);
      expect(html).toContain(
        'Not checked, of 1 drive: unit of speed (Ay is made of speed² × curvature, no positions).</li>',
      );
      // given to a drive that counts to the left, the option itself is what is wrong
      await writeFile(join(folder, 'left.csv'), toCsv(smallDrive(300)));
      const mistaken = start(
        ['evaluate', 'left.csv', '--model', DEFAULT_MODEL, '--right-positive', 'steering'],
        folder,
      );
      expect((await mistaken.ended).stderr.split('\n')).toContain(
        `left.csv: ${doubt} (--right-positive steering is given: leave it out, or make it --right-positive steering,curvature)`,
      );
      const right = [...evaluate, '--right-positive', 'steering'];
      expect((await start(right, folder).ended).stderr).not.toContain('bends');
      expect(await readFile(join(folder, 'report.html'), 'utf8')).not.toContain('Doubtful');
    },
  );

  it.concurrent('refuse all drives at once that are not to be learnt from, a line each', async () => {
    const folder = await newFolder();
    const good = smallDrive(300);
    const rad = good.map((row) => ({ ...row, Steering_Angle: row.Steering_Angle / 57.3 }));
    const flipped = good.map((row) => ({ ...row, Steering_Angle: -row.Steering_Angle }));
    await writeFile(join(folder, 'good.csv'), toCsv(good));
    await writeFile(join(folder, 'rad.csv'), toCsv(rad));
    await writeFile(join(folder, 'none.csv'), 't,Curvature\n');
    await writeFile(join(folder, 'flip.csv'), toCsv(flipped));
    for (const command of ['train', 'compare']) {
      const out = command === 'train' ? ['--out', 'model'] : [];
      const args = [command, 'rad.csv', 'good.csv', 'none.csv', 'flip.csv', ...out];
      const { code, stderr } = await start(args, folder).ended;
      expect([code, stderr.trimEnd().split('\n')]).toEqual([
        2,
        [
          expect.stringMatching(/^steercast: expected 1500 to 8000 deg .* \(--units steering=rad; rad\.csv\)$/),
          expect.stringMatching(/^ {2}expected .*none\.csv/),
          expect.stringMatching(/^ {2}expected steering to the side .*; flip\.csv\)$/),
        ],
      ]);
    }
  });
});
