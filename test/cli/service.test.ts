/** `run` as a service manager sees it, on an interface that is not there: a silent bus is a state. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../files/package-root.js';
import { ManagerEar } from '../runtime/manager-ear.js';
import { useFolders } from './folders.js';
import { refusal, start, steercast } from './steercast.js';

const newFolder = useFolders();
let ear: ManagerEar | undefined;
afterEach(() => ear?.close());
const LONG = { timeout: 40_000 };

const configOf = (more = '') =>
  `model: model\nvehicle: synthetic\ninterface: nosuchcan\noutput: { stdout: false }\n${more}`;

async function place(more?: string): Promise<string> {
  const folder = await newFolder();
  await cp(join(packageRoot(), 'models/default'), join(folder, 'model'), { recursive: true });
  await writeFile(join(folder, 'a.yaml'), configOf(more));
  return folder;
}

describe('run as a service', () => {
  it('is ready, pings, says how it is, reloads, keeps what it has where that fails, and ends at once', async () => {
    const folder = await place();
    ear = new ManagerEar(folder);
    const environment = { NOTIFY_SOCKET: ear.path, WATCHDOG_USEC: '400000' };
    const { child, ended } = start(['run', '--config', 'a.yaml'], folder, 'steercast', environment);
    let stderr = '';
    child.stderr.on('data', (text: string) => (stderr += text));

    await expect.poll(() => ear!.count('READY=1'), LONG).toBe(1);
    expect(ear.heard[0]).toBe('READY=1\nSTATUS=no prediction yet; nosuchcan MISSING');
    await expect.poll(() => ear!.count('WATCHDOG=1'), LONG).toBeGreaterThan(3);
    await expect
      .poll(() => ear!.heard.at(-1), LONG)
      .toMatch(/^STATUS=INVALID \(BUS_DOWN, .*\), [\d.]+ predictions\/s, p99 [\d.]+ ms; nosuchcan MISSING$/);
    expect(stderr).toMatch(/^INIT → INVALID: BUS_DOWN, SIGNAL_LOST/m);

    await writeFile(join(folder, 'a.yaml'), configOf('phases: 2\n'));
    child.kill('SIGHUP');
    await expect.poll(() => ear!.count('READY=1'), LONG).toBe(2);
    expect(ear.count('RELOADING=1')).toBe(1);
    expect(stderr).toContain('reloaded a.yaml');
    const rateOf = () => Number(/([\d.]+) predictions/.exec(ear!.heard.at(-1)!)?.[1]);
    await expect.poll(rateOf, LONG).toBeGreaterThan(14);

    await writeFile(join(folder, 'a.yaml'), configOf('fases: 1\n'));
    child.kill('SIGHUP');
    await expect.poll(() => ear!.count('READY=1'), LONG).toBe(3);
    await expect.poll(() => stderr).toContain('the reload is refused, and what ran before goes on: ');
    await expect.poll(rateOf, LONG).toBeGreaterThan(14);

    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stdout: '' });
    expect(ear.count('STOPPING=1')).toBe(1);
  }, 120_000);

  it('predicts on where its records can not be written, and says so; who asks for one by hand is refused', async () => {
    const folder = await place('record: { path: no/such/a.log }\n');
    const { child, ended } = start(['run', '--config', 'a.yaml'], folder);
    let stderr = '';
    child.stderr.on('data', (text: string) => (stderr += text));
    await expect.poll(() => stderr, LONG).toContain('INIT: BUS_DOWN');
    expect(stderr).toMatch(
      /^nothing is recorded, the predictions go on: expected a file that can be made, got no such/m,
    );
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  }, 120_000);

  it('checks a configuration and all that it names, and tells every fault of them at once', async () => {
    const folder = await place();
    const whole = await start(['run', '--check', '--config', 'a.yaml'], folder).ended;
    expect(whole).toMatchObject({ code: 0, stdout: '' });
    expect(whole.stderr).toMatch(/^a\.yaml: all is well: .*\nlistening to .*; nothing is sent .*\n$/);
    const card = join(folder, 'model/card.json');
    await writeFile(card, (await readFile(card, 'utf8')).replace(/"onnxSha256": "..../, '"onnxSha256": "0000'));
    await writeFile(join(folder, 'a.yaml'), configOf().replace('synthetic', 'toyotta'));
    const { code, stderr } = await start(['run', '--check', '--config', 'a.yaml'], folder).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^steercast: expected a vehicle profile.*toyota.*, got "toyotta" \(vehicle in a\.yaml\); expected .*sha256 0000.*\n$/,
    );
  });

  it('refuses a model that was trained on the logs of another vehicle', async () => {
    const folder = await newFolder();
    const fleet = ['--vehicles', '3', '--minutes', '0.5', '--seed', '7'];
    await steercast(['simulate', '--out', 'drives', '--can', ...fleet], folder);
    const recipe = ['--model', 'seed-lstm', '--epochs', '1'];
    await steercast(['train', 'drives/can', '--vehicle', 'synthetic', '--out', 'model', ...recipe], folder);
    await writeFile(join(folder, 'a.yaml'), configOf());
    expect((await start(['run', '--check', '--config', 'a.yaml'], folder).ended).code).toBe(0);
    await writeFile(join(folder, 'a.yaml'), configOf().replace('synthetic', 'toyota'));
    expect(await refusal(['run', '--config', 'a.yaml'], folder)).toMatch(
      /^steercast: expected a model of Toyota.* \(.*toyota.yaml\), got one of the cars of `steercast simulate --can` \(model in a.yaml\)$/,
    );
  }, 120_000);

  it('refuses a model that is not there, and ends though a service manager waits for it', async () => {
    const folder = await place();
    ear = new ManagerEar(await newFolder());
    await writeFile(join(folder, 'a.yaml'), configOf().replace('model: model', 'model: models'));
    const { code, stderr } = await start(['run', '--config', 'a.yaml'], folder, 'steercast', {
      NOTIFY_SOCKET: ear.path,
    }).ended;
    expect(code).toBe(2);
    expect(ear.heard).toEqual([]);
    expect(stderr).toMatch(
      /^steercast: expected a model bundle \(card.json and model.onnx\), got no such file or folder \(.*models\/card.json\)\n$/,
    );
  });
});
