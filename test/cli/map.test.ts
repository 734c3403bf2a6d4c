import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { useFolders } from './folders.js';
import { refusal, sha256, steercast } from './steercast.js';

const newFolder = useFolders();
const MODEL = join(import.meta.dirname, '../../models/default');
const DRIVE = 'drives/hatchback-country-01.csv';
let folder = '';

/** Drives of one car with the roads that they were driven on, a map of these and one learnt from the drives. */
beforeAll(async () => {
  folder = await newFolder();
  await steercast(
    ['simulate', '--out', 'drives', '--vehicles', '1', '--minutes', '3', '--seed', '3', '--maps', '--can'],
    folder,
  );
  const roads = (await readdir(join(folder, 'drives/maps'))).filter((name) => name.endsWith('.xodr'));
  await steercast(['map', 'build', ...roads.map((name) => `drives/maps/${name}`), '--out', 'roads.map'], folder);
  await steercast(['map', 'learn', 'drives', '--out', 'learnt.map'], folder);
  const far = {
    type: 'LineString',
    coordinates: [
      [139.7, 35.7],
      [139.8, 35.7],
    ],
  };
  await writeFile(join(folder, 'tokyo.geojson'), JSON.stringify(far));
  await steercast(['map', 'build', 'tokyo.geojson', '--out', 'tokyo.map'], folder);
}, 120_000);

describe('maps on the command line', () => {
  it('are built from several files and inspected', async () => {
    const built = await steercast(
      ['map', 'build', 'drives/maps/hatchback-country-01.geojson', '--out', 'line.map', '--json'],
      folder,
    );
    const figures = JSON.parse(built.stdout) as { roads: number; frame: string; remarks: string[] }; // as: its own format
    expect(figures).toMatchObject({ roads: 1, frame: 'geographic', remarks: [expect.stringMatching('smoothed')] });
    const inspected = JSON.parse((await steercast(['inspect', 'roads.map', '--json'], folder)).stdout) as object; // as: its own format
    expect(inspected).toMatchObject({ kind: 'map', roads: 3, links: 0, frame: 'geographic' });
    const source = await steercast(['inspect', 'drives/maps/hatchback-country-01.xodr'], folder);
    expect(source.stdout).toMatch(
      /^drives\/maps\/.+\.xodr: map, 1 road of \d\.\d\d km in all, \d+ segments, 0 links\ntakes latitude/,
    );
    expect((await steercast(['inspect', 'learnt.map'], folder)).stdout).toMatch(
      /^learnt\.map: map, \d roads of \d\.\d\d km in all/,
    );
  });

  it('are exported as tables, built or not', async () => {
    const source = (await readdir(join(folder, 'drives/maps'))).find((name) => name.endsWith('.xodr'))!;
    const { stdout } = await steercast(['map', 'export', `drives/maps/${source}`, '--step', '10'], folder);
    const [title, first, ...rows] = stdout.trimEnd().split('\n');
    expect(title).toBe('road,s,Curvature,x,y,heading,lat,lon');
    expect(first!.split(',').slice(0, 2)).toEqual(['1', '0']);
    expect(rows[0]!.split(',')[1]).toBe('10');
    await steercast(['map', 'export', 'roads.map', '--out', 'roads.csv'], folder);
    expect((await readFile(join(folder, 'roads.csv'), 'utf8')).split('\n')[0]).toBe(title);
    expect(await refusal(['map', 'export', 'roads.map', '--road', 'x'], folder)).toMatch(
      /^steercast: expected the name of a road of the map \(.+\), got "x" \(--road\)$/,
    );
  }, 60_000);

  it('give replay its preview, and each prediction says so', async () => {
    await steercast(
      ['replay', DRIVE, '--model', MODEL, '--preview', 'map', '--map', 'roads.map', '--out', 'p.csv'],
      folder,
    );
    const rows = (await readFile(join(folder, 'p.csv'), 'utf8')).trim().split('\n').slice(1);
    expect(rows.filter((row) => row.includes('VALID')).length).toBeGreaterThan(500);
    expect(rows.slice(10).every((row) => row.includes('PREVIEW_MAP'))).toBe(true);
  });

  it('that a drive has taught are told where it is judged by them, and by inspect', async () => {
    const rows = (await readFile(join(folder, DRIVE), 'utf8')).split('\n');
    await writeFile(join(folder, 'part.csv'), rows.slice(0, rows.length / 2).join('\n'));
    const costOf = async (map: string) => {
      const options = ['--model', MODEL, '--preview', 'map', '--map', map];
      const { stdout } = await steercast(['evaluate', 'part.csv', ...options, '--report', 'l.html'], folder);
      return stdout.split('\n').find((line) => line.startsWith('preview map: '));
    };
    expect(await costOf('learnt.map')).toMatch(/; 1 of 1 drive taught this map, which is an oracle there$/);
    expect(await readFile(join(folder, 'l.html'), 'utf8')).toContain('taught this map');
    expect(await costOf('roads.map')).not.toContain('taught');
    expect((await steercast(['inspect', 'learnt.map'], folder)).stdout).toMatch(
      /^learned from .*hatchback-country-01/m,
    );
  }, 60_000);

  it('cost evaluate little on the roads that the model knows, and it says how much', async () => {
    const args = ['evaluate', DRIVE, '--model', MODEL, '--json', '--report', 'r.html', '--preview', 'map', '--map'];
    for (const map of ['roads.map', 'learnt.map']) {
      const { preview, all } = JSON.parse((await steercast([...args, map], folder)).stdout) as {
        preview: { source: string; mae: number; recordedMae: number };
        all: { model: { mae: number }; baselines: { persistence: { mae: number } } };
      }; // as: its own format
      expect(preview.source).toBe('map');
      expect(preview.mae).toBe(all.model.mae);
      expect(preview.mae).toBeLessThan(0.6 * all.baselines.persistence.mae);
      // a map that was learnt from this very drive may be as good as the oracle
      if (map === 'roads.map') expect(preview.recordedMae).toBeLessThan(preview.mae);
    }
    expect(await readFile(join(folder, 'r.html'), 'utf8')).toMatch(
      /Preview map: MAE [\d.]+ deg; recorded \(an oracle\)/,
    );
  });

  it('that hardly reach the drive are told by the share of the steps, without a percentage of their cost', async () => {
    const lines = (await readFile(join(folder, DRIVE), 'utf8')).trimEnd().split('\n');
    await writeFile(join(folder, 'begin.csv'), lines.slice(0, lines.length / 4).join('\n'));
    await steercast(['map', 'learn', 'begin.csv', '--out', 'begin.map'], folder);
    const options = ['--model', MODEL, '--preview', 'map', '--map', 'begin.map'];
    const { stdout } = await steercast(['evaluate', DRIVE, ...options, '--report', 'b.html'], folder);
    const told = /^curvature ahead: (from the map at ([\d.]+) % of the steps, held at [\d.]+ %)$/m.exec(stdout)!;
    const { stderr } = await steercast(['replay', DRIVE, ...options, '--out', 'b.csv'], folder);
    expect(stderr).not.toContain('an oracle');
    const [steps, onMap] = [/^(\d+) steps/m, /(\d+) PREVIEW_MAP/].map((one) => Number(one.exec(stderr)![1]));
    expect(Math.abs(Number(told[2]) - (100 * onMap!) / steps!)).toBeLessThan(1); // the drive's ends are not scored
    expect(stdout).toMatch(
      /^preview map: MAE [\d.]+ deg; recorded \(an oracle\): [\d.]+ deg; no comparison, as preview map served [\d.]+ % of the steps; 1 of 1 drive taught this map/m,
    );
    expect(await readFile(join(folder, 'b.html'), 'utf8')).toContain(`Curvature ahead: ${told[1]}. So these figures`);
  }, 60_000);

  it('can be trained with', async () => {
    const { stdout } = await steercast(
      ['train', 'drives', '--out', 'model', '--epochs', '1', '--preview', 'map', '--map', 'roads.map', '--json'],
      folder,
    );
    const { test } = JSON.parse(stdout) as { test: { windows: number } }; // as: its own format
    expect(test.windows).toBeGreaterThan(500);
  }, 60_000);

  it('are known again by the session that was recorded with them', async () => {
    const log = 'drives/can/hatchback-country-01.log';
    const hashOf = async (path: string) => sha256(await readFile(join(folder, path)));
    const model = (JSON.parse(await readFile(join(MODEL, 'card.json'), 'utf8')) as { onnxSha256: string }).onnxSha256; // as: a card
    const head = {
      session: 1,
      dt: 0.1,
      phases: 1,
      preview: 'map',
      fallback: ['hold'],
      map: await hashOf('roads.map'),
      model,
      executor: 'wasm',
    };
    await writeFile(join(folder, `${log}.events`), `${JSON.stringify(head)}\n{"after":0,"end":true}\n`);
    const replay = ['replay', log, '--vehicle', 'synthetic', '--model', MODEL];
    await steercast([...replay, '--map', 'roads.map', '--out', 'live.jsonl'], folder);
    expect(await readFile(join(folder, 'live.jsonl'), 'utf8')).toContain('"reasons":["PREVIEW_MAP"]');
    const verify = [...replay, '--verify', 'live.jsonl'];
    expect((await steercast([...verify, '--map', 'roads.map'], folder)).stderr).toMatch(/lines, all as in live\.jsonl/);
    expect(await refusal(verify, folder)).toMatch(
      /expected the map of the session \(--map FILE\), sha256 [0-9a-f]{12}…, got none \(drives\/can\/hatchback-country-01\.log\)$/,
    );
    expect(await refusal([...verify, '--map', 'learnt.map'], folder)).toMatch(
      /expected the map of the session, sha256 [0-9a-f]{12}…, got [0-9a-f]{12}… \(--map, /,
    );
    const far = await steercast([...replay, '--map', 'tokyo.map', '--out', 'far.jsonl'], folder);
    expect(far.stderr).toMatch(/expected a car on the map, got one at least \d+ km away from it/);
  }, 120_000);

  it('that are wrong are refused in one line', async () => {
    await writeFile(join(folder, 'elsewhere.csv'), 's,Curvature\n0,0\n100,0\n');
    const replay = (...more: string[]) => refusal(['replay', DRIVE, '--model', MODEL, ...more], folder);
    expect(await replay('--preview', 'map')).toBe('steercast: expected a map (--map FILE) for --preview map, got none');
    expect(await replay('--map', 'roads.map')).toBe(
      'steercast: expected --preview map with --map, got --preview recorded',
    );
    expect(await replay('--preview', 'map', '--map', 'none.map')).toMatch('got no such file or folder (none.map)');
    expect(await replay('--preview', 'map', '--map', DRIVE)).toMatch(
      'expected a map file of steercast map build or learn',
    );
    expect(await replay('--preview', 'map', '--map', 'tokyo.map')).toMatch(
      /expected a drive on the map tokyo\.map, got one at least \d+ km away from it/,
    );
    expect(await replay('--preview', 'map', '--map', 'roads.map', '--route', 'x')).toMatch(
      'expected names of roads in the map roads.map, got "x" (route)',
    );
    expect(await replay('--preview', 'map', '--map', 'roads.map', '--fallback', 'guess')).toMatch(
      'expected map, lane or hold, got "guess" (--fallback)',
    );
    expect(await refusal(['map', 'build', 'drives/can/synthetic.dbc', '--out', 'm.map'], folder)).toMatch(
      'got the extension .dbc',
    );
    await writeFile(join(folder, 'empty.map'), '');
    const zero = Array.from({ length: 100 }, (_, k) => `${k / 10},0.001,20,1,0,0\n`).join('');
    await writeFile(join(folder, 'zero.csv'), `t,Curvature,Velocity,Steering_Angle,lat,lon\n${zero}`);
    expect(await refusal(['map', 'learn', 'zero.csv', '--out', 'm.map'], folder)).toBe(
      'steercast: expected drives with positions, got latitudes and longitudes of 0 alone, which is no fix (zero.csv)',
    );
    expect(await refusal(['map', 'export', 'nothere.map'], folder)).toBe(
      'steercast: expected a map file that can be read, got no such file or folder (nothere.map)',
    );
    expect(await refusal(['map', 'export', 'nothere'], folder)).toBe(
      'steercast: expected a map that can be read, got no such file or folder (nothere)',
    );
    for (const command of [['inspect'], ['map', 'export']])
      expect(await refusal([...command, 'empty.map'], folder)).toBe(
        'steercast: expected a map file of steercast map build or learn, got an empty file (empty.map)',
      );
  }, 60_000);
});
