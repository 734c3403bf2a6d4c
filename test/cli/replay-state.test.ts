import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_MODEL, readPredictions, smallDrive, toCsv } from './drive-files.js';
import { useFolders } from './folders.js';
import { listing, refusal, start, steercast } from './steercast.js';

const newFolder = useFolders();
let folder = '';
const replay = (name: string, ...more: string[]) =>
  steercast(
    ['replay', name, '--model', DEFAULT_MODEL, '--out', `${more.join('').replace(/\W/g, '')}-out.csv`, ...more],
    folder,
  );

beforeAll(async () => {
  folder = await newFolder();
  const rows = smallDrive(400, 8);
  await writeFile(join(folder, 'before.csv'), toCsv(rows.slice(0, 200)));
  await writeFile(join(folder, 'drive.csv'), toCsv(rows.slice(200)));
  const profile = await readFile(join(import.meta.dirname, '../../config/vehicles/synthetic.yaml'), 'utf8');
  const dbc = await readFile(join(import.meta.dirname, '../../config/vehicles/synthetic.dbc'), 'utf8');
  await writeFile(join(folder, 'car.yaml'), `${profile}wheelbase: 2.7\nsteeringRatio: 11\n`);
  await writeFile(join(folder, 'half.yaml'), `${profile}wheelbase: 2.7\n`);
  await writeFile(join(folder, 'huge.yaml'), `${profile}wheelbase: 27\nsteeringRatio: 11\n`);
  for (const name of ['car', 'half', 'huge']) await writeFile(join(folder, `${name}.dbc`), dbc);
}, 60_000);

/** Mean of |step 1 − truth| in deg over the first predictions of drive.csv. */
async function firstError(file: string): Promise<number> {
  const rows = smallDrive(400, 8).slice(200);
  const predicted = (await readPredictions(join(folder, file))).filter(({ step }) => step).slice(0, 10);
  const errors = predicted.map(({ t, step }) =>
    Math.abs(step![0]! - rows[Math.round((t - rows[0]!.t) * 10) + 1]!.Steering_Angle),
  );
  return errors.reduce((sum, one) => sum + one, 0) / errors.length;
}

describe('replay', () => {
  it('goes on with what the drive before has taught, and changes no state that it only reads', async () => {
    const { stderr } = await replay('before.csv', '--save-state', 'car.json');
    expect(stderr).not.toContain('car.json');
    const before = await listing(folder);
    expect((await replay('drive.csv', '--state', 'car.json')).stderr).toContain(
      'car.json: goes on with what was learned',
    );
    expect((await listing(folder))['car.json']).toBe(before['car.json']);
    await replay('drive.csv');
    expect(await firstError('statecarjson-out.csv')).toBeLessThan(0.8 * (await firstError('-out.csv')));
  });

  it('says in a line why a state is of no use, and predicts without it', async () => {
    await writeFile(join(folder, 'torn.json'), '{"steercastState":1');
    const { stderr } = await replay('drive.csv', '--state', 'torn.json');
    expect(stderr).toContain(
      'torn.json: nothing learned is known of a car without a profile, it starts anew: expected a state',
    );
    await replay('drive.csv');
    expect(await readFile(join(folder, 'statetornjson-out.csv'), 'utf8')).toBe(
      await readFile(join(folder, '-out.csv'), 'utf8'),
    );
    const { stderr: line } = await replay('drive.csv', '--state', 'none.json');
    expect(line).toContain('none.json: nothing learned is known');
  });

  it('starts from the gain of the data sheet where the profile has wheelbase and ratio', async () => {
    await replay('drive.csv', '--vehicle', 'car.yaml');
    await replay('drive.csv');
    expect(await firstError('vehiclecaryaml-out.csv')).not.toBe(await firstError('-out.csv'));
    const { code, stderr } = await start(
      ['replay', 'drive.csv', '--model', DEFAULT_MODEL, '--vehicle', 'half.yaml'],
      folder,
    ).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('expected wheelbase and steeringRatio, or neither');
    const huge = await start(['replay', 'drive.csv', '--model', DEFAULT_MODEL, '--vehicle', 'huge.yaml'], folder).ended;
    expect(huge.stderr).toMatch(/wheelbase: .*<= 8.*huge\.yaml:\d+/);
  });

  it('refuses a state beside --verify', async () => {
    const line = await refusal(
      ['replay', 'drive.csv', '--model', DEFAULT_MODEL, '--state', 'a', '--verify', 'before.csv'],
      folder,
    );
    expect(line).toBe('steercast: expected --state or --verify, got both');
  });
});
