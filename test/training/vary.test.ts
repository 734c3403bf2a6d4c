import { describe, expect, it } from 'vitest';
import { Random } from '../../training/random.js';
import { variedDrives } from '../../training/vary.js';
import { asDrive, makeDrive, syntheticDrives } from './make-drive.js';

const drives = syntheticDrives(4, 3);
const varied = () => variedDrives(drives, 0.1, new Random(5));

describe('variedDrives', () => {
  it('steers each drive as another car would: one gain, one zero, one shift, the road as it was', () => {
    varied().forEach((drive, d) => {
      const { rows } = drives[d]!;
      expect(drive.rows).toHaveLength(rows.length);
      const fits = [-1, 1, 2, 3].map((shift) => {
        const pairs = drive.rows.flatMap((row, i) =>
          row.valid && rows[i + shift] ? [[rows[i + shift]!.steeringAngleDeg, row.steeringAngleDeg] as const] : [],
        );
        const [[x0, y0], [x1, y1]] = [pairs[10]!, pairs.find(([x]) => Math.abs(x - pairs[10]![0]) > 0.5)!];
        const gain = (y1 - y0) / (x1 - x0);
        return { gain, worst: Math.max(...pairs.map(([x, y]) => Math.abs(y - y0 - gain * (x - x0)))) };
      });
      const best = fits.reduce((a, b) => (a.worst < b.worst ? a : b));
      expect(best.worst).toBeLessThan(1e-9);
      expect(best.gain).toBeGreaterThan(1 / 1.8 - 1e-9);
      expect(best.gain).toBeLessThan(1.8 + 1e-9);
      drive.rows.forEach((row, i) => {
        expect([row.time, row.curvature, row.vEgo]).toEqual([rows[i]!.time, rows[i]!.curvature, rows[i]!.vEgo]);
      });
    });
  });

  it('is the same for the same random numbers, and leaves the drives as they are', () => {
    const before = JSON.stringify(drives);
    expect(varied()).toEqual(varied());
    expect(JSON.stringify(drives)).toBe(before);
  });

  it('takes no steering across a gap or from a row that is not valid', () => {
    const { rows } = makeDrive(100);
    const holed = rows.flatMap((row, i) => (i >= 40 && i < 60 ? [] : [{ ...row, valid: i !== 80 }]));
    for (let seed = 0; seed < 20; seed++) {
      const [drive] = variedDrives([asDrive(holed)], 0.1, new Random(seed));
      const unusable = drive!.rows.filter((row) => !row.valid).length;
      // the row of the hole in validity, and for a shift of n the last n rows before the gap and before the end
      expect(unusable).toBeGreaterThanOrEqual(3);
      expect(unusable).toBeLessThanOrEqual(8);
    }
  });
});
