/** Latency of a recorded log: when its frames came, and with the road ahead from a map. */
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatCandumpLine } from '../../can/log/candump-format.js';
import { readVehicle } from '../../can/vehicle/read-vehicle.js';
import { describeRun, type Measured } from '../../cli/latency-table.js';
import { syntheticSchedule } from '../../runtime/latency/frame-schedule.js';
import { useFolders } from './folders.js';
import { refusal, start, steercast } from './steercast.js';

const MODEL = join(import.meta.dirname, '../../models/default');
const VEHICLES = join(import.meta.dirname, '../../config/vehicles');
const newFolder = useFolders();

describe('steercast latency --log', () => {
  it('asks as often as the frames of the log come, and refuses another vehicle and more than they close', async () => {
    const folder = await newFolder();
    const path = join(folder, 'drive.log');
    const schedule = syntheticSchedule(await readVehicle('synthetic'), 10);
    const isSilent = (event: number) => event >= 60 && event < 65; // can0, for half a second
    const lines = Array.from({ length: 80 }, (_, event) =>
      schedule
        .framesOf(event)
        .flatMap((frame) => (isSilent(event) ? ['can1'] : ['can1', 'can0']).map((channel) => ({ ...frame, channel })))
        .map((frame) => formatCandumpLine({ ...frame, timestampUs: 1e12 + frame.timestampUs })),
    );
    const unheard = [`(1000003.000000) can1 20000004#0000000000000000`, `(1000003.000000) can1 6F0#00`];
    await writeFile(
      path,
      [...lines.slice(0, 30).flat(), ...unheard, ...lines.slice(30).flat()].map((line) => `${line}\n`).join(''),
    );
    const latency = ['latency', '--model', MODEL, '--log', path];
    const profile = await readFile(join(VEHICLES, 'synthetic.yaml'), 'utf8');
    await copyFile(join(VEHICLES, 'synthetic.dbc'), join(folder, 'second.dbc'));
    await writeFile(
      join(folder, 'second.yaml'),
      profile.replaceAll(/(STEERING|SPEED|PATH): \{/g, '$1: { channel: can0,'),
    );
    for (const [vehicle, silent] of [
      ['synthetic', 0],
      ['second.yaml', 5],
    ] as const) {
      const { stdout } = await steercast([...latency, '--vehicle', vehicle, '--json'], folder);
      const measured = JSON.parse(stdout) as Measured; // as: its own format
      expect(measured).toMatchObject({ rate: 10, frames: 240 - 3 * silent, lost: 0 });
      expect(Math.abs(measured.byTimer - silent)).toBeLessThanOrEqual(1); // what a frame closes has an age, and no other
      expect(measured.processing.count).toBeGreaterThan(20);
      expect(measured.checked.different).toBeUndefined();
    }
    expect(await refusal([...latency, '--vehicle', 'toyota'], folder)).toMatch(
      /^steercast: expected messages of .*toyota\.yaml, got none in 467 frames \(.*drive\.log\)$/,
    );
    const again = lines.slice(0, 10).flat().join('\n'); // as recorded after the clock was set back
    await writeFile(join(folder, 'back.log'), `${await readFile(path, 'utf8')}${again}\n`);
    const back = ['latency', '--model', MODEL, '--log', 'back.log', '--vehicle', 'synthetic'];
    expect(await refusal(back, folder)).toBe(
      'steercast: expected a log whose clock goes on, got one set back by 7.9 s after 7.9 s (back.log): split it there',
    );
    expect(await refusal([...latency, '--vehicle', 'synthetic', '--rate', '20'], folder)).toBe(
      "steercast: expected at most 10 predictions a second, as the log's frames come, got 20 (--rate)",
    );
  }, 60_000);

  it('has the curvature ahead from a map, by the positions of the log', async () => {
    const folder = await newFolder();
    await steercast(['simulate', '--out', '.', '--vehicles', '1', '--minutes', '1', '--can', '--maps'], folder);
    const [log, roads] = await Promise.all([fileIn(folder, 'can', '.log'), fileIn(folder, 'maps', '.xodr')]);
    await steercast(['map', 'build', roads, '--out', 'roads.map'], folder);
    const latency = ['latency', '--model', MODEL, '--log', log, '--vehicle', 'synthetic', '--seconds', '3'];
    const { stdout } = await steercast([...latency, '--map', 'roads.map', '--json'], folder);
    const measured = JSON.parse(stdout) as Measured; // as: its own format
    expect(measured.preview).toBe('map');
    expect(measured.reasons.PREVIEW_MAP).toBeGreaterThan(0.9 * measured.processing.count);
    expect(measured.checked.different).toBeUndefined();
    expect(describeRun(measured)).toMatch(/, the curvature ahead from a map in \d+ of \d+ steps$/);
    await writeFile(join(folder, 'far.csv'), 'lat,lon\n1,1\n1.001,1\n1.002,1\n1.003,1\n');
    await steercast(['map', 'build', 'far.csv', '--out', 'far.map'], folder);
    const far = await start([...latency, '--map', 'far.map', '--rate', '10'], folder).ended;
    expect(far.stdout).toMatch(/, the curvature ahead from a map in 0 of \d+ steps$/m);
    expect(
      far.stderr.match(/expected a car on the map, got one at least \d+ km away from it \(far\.map\)/g),
    ).toHaveLength(1);
    expect(await refusal([...latency, '--map', 'none.map'], folder)).toMatch(
      /^steercast: expected a map file that can be read, got no such file or folder \(none\.map\)$/,
    );
  }, 60_000);
});

/** The one file that ends so in a folder of a folder. */
async function fileIn(root: string, folder: string, end: string): Promise<string> {
  const name = (await readdir(join(root, folder))).find((one) => one.endsWith(end));
  return join(folder, name!);
}
