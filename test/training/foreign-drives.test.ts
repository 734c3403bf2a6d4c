import { describe, expect, it } from 'vitest';
import type { Drive } from '../../drives/drive.js';
import { foreignDrives } from '../../training/foreign-drives.js';

type Car = { gain: number; understeer?: number };

/** 60 s of bends at that speed (m/s), as that car (deg·m, deg·s²/m) is steered through them, half a degree off centre. */
function drive(name: string, vEgo: number, { gain, understeer = 2 }: Car, sharpness = 0.01): Drive {
  const rows = Array.from({ length: 600 }, (_, i) => {
    const curvature = sharpness * (Math.sin(i / 20) + 0.3 * Math.sin(i / 7));
    const steeringAngleDeg = (gain + understeer * vEgo * vEgo) * curvature + 0.5;
    return { time: i / 10, curvature, vEgo, steeringAngleDeg, valid: true };
  });
  return { name, sha256: name, rows };
}
const own = { gain: 2400 };
const drives = [8, 12, 16, 20, 24, 30].map((vEgo) => drive(`at ${vEgo}`, vEgo, own));
const told = (some: readonly Drive[]) =>
  foreignDrives(some).map(({ drive, ratio }) => `${drive.name} ${ratio.toFixed(2)}`);

describe('foreignDrives', () => {
  it('are none of one car’s, whatever its speed', () => {
    expect(told(drives)).toEqual([]);
  });

  it('are those of a car that takes another angle for the same bends', () => {
    const other = [
      drive('pickup', 15, { gain: 1.6 * own.gain, understeer: 3.2 }),
      drive('sports', 25, { gain: 0.6 * own.gain, understeer: 1.2 }),
    ];
    expect(told([...drives, ...other])).toEqual(['pickup 1.60', 'sports 0.60']);
  });

  it('are none of a car that is much the same, and those whose signs are others', () => {
    expect(told([...drives, drive('twin', 15, { gain: 1.1 * own.gain })])).toEqual([]);
    expect(told([...drives, drive('flipped', 15, { gain: -own.gain, understeer: -2 })])).toEqual(['flipped -1.00']);
  });

  it('are none too straight to tell, nor of too few', () => {
    expect(told([...drives, drive('straight', 30, { gain: 2 * own.gain }, 0.0004)])).toEqual([]);
    expect(told([drives[0]!, drive('pickup', 15, { gain: 1.6 * own.gain })])).toEqual([]);
    expect(told([])).toEqual([]);
  });
});
