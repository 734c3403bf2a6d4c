import { describe, expect, it } from 'vitest';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import type { Drive } from '../../drives/drive.js';
import { knownDrives, traceOf } from '../../drives/drive-trace.js';
import { simulateDrive } from '../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../drives/synthetic/vehicle.js';

const recorded = (seed: number): Drive => {
  const { name, rows } = simulateDrive({ seed, road: 'country', vehicle: VEHICLES[seed % 6]!, seconds: 60 });
  return { name, rows, sha256: `file ${seed}` };
};
const drives = [1, 2, 3].map(recorded);
const records = drives.map((drive) => ({ name: drive.name, sha256: drive.sha256, trace: traceOf(drive) }));
const known = knownDrives(records);
const otherFile = (rows: readonly VehicleSample[]): Drive => ({ name: 'again', sha256: 'another', rows: [...rows] });

describe('a trace', () => {
  it('is 32 marks, whatever the length of the drive', () => {
    for (const { trace } of records) expect(trace).toMatch(/^[0-9a-f]{256}$/);
  });

  const [, drive] = drives as [Drive, Drive, Drive];
  it.each<[string, VehicleSample[]]>([
    ['another clock', drive.rows.map((row) => ({ ...row, time: row.time + 100 }))],
    ['steering that came in rad', drive.rows.map((row) => inRad(row))],
    ['the steering alone', drive.rows.map(({ time, steeringAngleDeg }) => bare(time, steeringAngleDeg))],
    ['a row less', drive.rows.slice(1)],
    ['its half', drive.rows.slice(drive.rows.length / 2)],
    ['another drive before it', [...recorded(9).rows, ...drive.rows]],
  ])('tells the drive in another file: %s', (_, rows) => {
    expect(known(otherFile(rows))).toBe(records[1]);
  });

  it('tells no drive that is another one, also of the same car on a straight road', () => {
    for (const seed of [4, 5, 6, 7, 8]) expect(known(recorded(seed))).toBeUndefined();
    const straight = otherFile(drive.rows.map(({ time }) => bare(time, 0.5)));
    expect(traceOf(straight)).toBe('');
    expect(knownDrives([{ sha256: 'x', trace: traceOf(straight) }])(straight)).toBeUndefined();
  });

  it('tells the very file without one, as older cards have none', () => {
    expect(knownDrives([{ sha256: 'file 2' }])(drive)).toEqual({ sha256: 'file 2' });
    expect(knownDrives([{ sha256: 'file 3' }])(drive)).toBeUndefined();
  });
});

function inRad(row: VehicleSample): VehicleSample {
  const rad = (row.steeringAngleDeg * Math.PI) / 180;
  return { ...row, steeringAngleDeg: (rad * 180) / Math.PI };
}

function bare(time: number, steeringAngleDeg: number): VehicleSample {
  return { time, curvature: NaN, vEgo: NaN, steeringAngleDeg, valid: true };
}
