/** `steercast run` on a real bus with a map: the curvature ahead from positions on the bus. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { readVehicle } from '../../../can/vehicle/read-vehicle.js';
import { roadAsOpenDrive } from '../../../drives/synthetic/road-maps.js';
import { simulateDrive } from '../../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../../drives/synthetic/vehicle.js';
import { formatCanLog } from '../../../drives/write-log.js';
import { without } from '../../road/make-roads.js';
import { linesOf, newFolder, runningOn, start, steercast, writeConfig, type Line } from './bench.js';
import { vcan } from './vcan.js';

const BUS = 'vcan0';
/** s of driving, and of positions before a tunnel */
const SECONDS = 14;
const OPEN = 9;
const DT = 0.1;

const { rows, road, origin } = simulateDrive({ seed: 5, road: 'country', vehicle: VEHICLES[1]!, seconds: SECONDS });
const driven = rows.map((row) => (row.time < OPEN ? row : without(row, 'latitude', 'longitude')));

beforeEach(async () => {
  if (!vcan.isThere(BUS)) await vcan.add(BUS);
});

/** deg, of the last step ahead against the angle that then came; `from` and `to` count predictions */
function lastStepError(lines: readonly Line[], from: number, to: number): number {
  const errors = lines.slice(from, to).flatMap(({ t, step }) => {
    const then = rows[Math.round((t - lines[0]!.t) / DT) + 5];
    return step && then ? Math.abs(step[4]! - then.steeringAngleDeg) : [];
  });
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

describe('run with a map on a real bus', () => {
  it('previews the road from positions on the bus, through a tunnel too, better than the present curvature', async () => {
    const folder = newFolder();
    const [drawn, map, played] = ['road.xodr', 'road.map', 'played.log'].map((name) => join(folder, name)) as [string, string, string]; // prettier-ignore
    writeFileSync(drawn, roadAsOpenDrive('road', road, origin));
    const vehicle = await readVehicle('synthetic');
    writeFileSync(played, formatCanLog(driven, vehicle, DT));
    const built = steercast('map', 'build', drawn, '--out', map);
    expect(await built.ended, built.stderr()).toBe(0);

    const log = join(folder, 'session.log');
    const mapped = await runningOn('--config', writeConfig(folder, BUS, `preview: { map: ${map} }\n`), '--record', log);
    const held = await runningOn('--config', writeConfig(folder, BUS, 'preview: { order: [hold] }\n'));
    await start('canplayer', '-I', played, `${BUS}=can0`).ended;
    await wait(200);
    for (const one of [mapped, held]) expect(await one.stop('SIGTERM')).toBe(0);

    const begin = linesOf(mapped.stdout()).find(({ reasons }) => reasons.includes('PREVIEW_MAP'))?.t ?? Infinity;
    const [byMap, byHold] = [mapped, held].map((one) =>
      linesOf(one.stdout()).filter(({ t }) => t >= begin && t < begin + SECONDS - 2 * DT),
    ) as [Line[], Line[]]; // as: two in, two out
    expect(byMap.length).toBeGreaterThan(130);
    expect(byMap.filter(({ reasons }) => !reasons.includes('PREVIEW_MAP'))).toEqual([]);
    const open = byMap.slice(20, OPEN / DT - 5);
    expect(open.filter(({ reasons }) => reasons.some((one) => one.startsWith('POSITION')))).toEqual([]);
    expect(open.filter(({ state }) => state === 'VALID').length).toBeGreaterThan(0.9 * open.length);
    const inTunnel = byMap.slice((OPEN + 2) / DT, (SECONDS - 0.5) / DT);
    expect(inTunnel.every(({ reasons }) => reasons.includes('POSITION_STALE'))).toBe(true);

    const [withMap, withHold] = [byMap, byHold].map((lines) => lastStepError(lines, 30, 130));
    console.log(`figure: 0.5 s ahead ${withMap!.toFixed(2)} deg by the map, ${withHold!.toFixed(2)} deg by the present curvature`); // prettier-ignore
    expect(withMap).toBeLessThan(0.8 * withHold!);

    const predictions = join(folder, 'predictions.jsonl');
    writeFileSync(predictions, mapped.stdout());
    const replayed = steercast('replay', log, '--vehicle', 'synthetic', '--model', join(folder, 'model'), '--preview', 'map', '--map', map, '--verify', predictions); // prettier-ignore
    expect(await replayed.ended, replayed.stderr()).toBe(0);
  });
});
