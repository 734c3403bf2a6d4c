import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gzipSync } from 'node:zlib';
import { readVehicle } from '../../can/vehicle/read-vehicle.js';
import { readLog } from '../../drives/read-log.js';
import { simulateFleet } from '../../drives/synthetic/simulate-fleet.js';
import { formatCanLog } from '../../drives/write-log.js';

const drives = (rowDt: number) => simulateFleet({ seed: 3, vehicles: 6, minutes: 0.2, rowDt });

test.each([0.1, 0.02, 0.03])(
  'a drive of %d s steps and its CAN log have the same rows, but for the signals’ steps',
  async (dt) => {
    const vehicle = await readVehicle('synthetic');
    const folder = await mkdtemp(join(tmpdir(), 'steercast-'));
    for (const { name, rows } of drives(dt)) {
      const path = join(folder, `${name}.log.gz`);
      await writeFile(path, gzipSync(formatCanLog(rows, vehicle, dt)));
      const remarks: string[] = [];
      const drive = await readLog(path, { vehicle, dt, remark: (text) => remarks.push(text) });
      expect(remarks).toEqual([expect.stringContaining('no faults')]);
      expect(drive.rows).toHaveLength(rows.length);
      const begin = drive.rows[0]!.time;
      drive.rows.forEach((sample, r) => {
        const row = rows[r]!;
        expect(sample.valid).toBe(row.valid);
        expect(Math.abs(sample.time - begin - row.time)).toBeLessThan(2e-6);
        expect(Math.abs(sample.steeringAngleDeg - row.steeringAngleDeg)).toBeLessThan(0.0125 + 1e-9);
        expect(Math.abs(sample.vEgo - row.vEgo)).toBeLessThan(1e-9);
        expect(Math.abs(sample.curvature - row.curvature)).toBeLessThan(1e-12);
        expect(Math.abs(sample.aLat! - row.aLat!)).toBeLessThan(1e-9);
        expect(Math.abs(sample.latitude! - row.latitude!)).toBeLessThan(0.5e-7 + 1e-12);
        expect(Math.abs(sample.longitude! - row.longitude!)).toBeLessThan(0.5e-7 + 1e-12);
        expect(sample.positionAge).toBeLessThan(0.002);
      });
    }
  },
);
