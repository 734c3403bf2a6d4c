/** Models retrained, swapped, rolled back and killed while frames flow on a real bus. */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFailed } from 'vitest';
import { ModelStore } from '../../../onnx/model-store.js';
import { expectOneWholeChampion, killRounds } from '../../onnx/kill-rounds.js';
import { writeWorseBundle } from '../../onnx/worse-bundle.js';
import { linesOf, newFolder, readLines, runningOn, start, steercast } from './bench.js';
import { makeLog } from './make-log.js';
import { run, until, vcan } from './vcan.js';

const BUS = 'vcan0';
const ROOT = join(import.meta.dirname, '../../..');
const DEFAULT = join(ROOT, 'models/default');
/** Steps a second are ten times as many, so that a trial of so many steps takes a tenth of its time. */
const PHASES = 10;
/** each takes the guest most of a second; 200 are killed where processes start faster (test/onnx/model-store.test.ts) */
const KILLS = 10;

const figure = (text: string) => console.log(`figure: ${text}`);
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const hashOf = (bundle: string) =>
  (JSON.parse(readFileSync(join(bundle, 'card.json'), 'utf8')) as { onnxSha256: string }).onnxSha256; // as: ours

/** What the unit of the nightly retraining gives it of the machine. */
const unit = readFileSync(join(ROOT, 'systemd/steercast-retrain.service'), 'utf8');
const limits = ['Nice', 'CPUQuota', 'IOSchedulingClass'].flatMap((key) => [
  '-p',
  `${key}=${new RegExp(`^${key}=(.*)$`, 'm').exec(unit)![1]}`,
]);

it('a model is retrained, promoted, swapped in and rolled back while frames flow: every step has its prediction', async () => {
  if (!vcan.isThere(BUS)) await vcan.add(BUS);
  const folder = newFolder();
  const begin = performance.now();
  expect(
    await steercast('simulate', '--out', join(folder, 'sim'), '--vehicles', '4', '--minutes', '1', '--can').ended,
  ).toBe(0);
  mkdirSync(join(folder, 'drives'));
  const logs = readdirSync(join(folder, 'sim/can')).filter((name) => name.endsWith('.log'));
  for (const name of logs) renameSync(join(folder, 'sim/can', name), join(folder, 'drives', name));
  const store = new ModelStore(join(folder, 'store'));
  const worse = join(folder, 'worse');
  const { onnxSha256: first } = await writeWorseBundle(worse, 3);
  (await store.lock())();
  await store.promote(await store.install(worse, first));

  const config = join(folder, 'run.yaml');
  writeFileSync(
    config,
    `model: store/champion\nvehicle: synthetic\ninterface: ${BUS}\nphases: ${PHASES}\nrecord: { path: drives/ }\nstate: state.json\noutput: { can: { id: 0x6F0 } }\n`,
  );
  const dump = join(folder, 'dump.log');
  const listening = start('sh', '-c', `exec candump -L ${BUS},6F0:7FF > ${dump}`);
  const weaving = join(folder, 'weaving.log');
  writeFileSync(weaving, await makeLog('can0', { seconds: 10 * Math.PI, rate: 50 }));
  const player = start('canplayer', '-l', 'i', '-I', weaving, `${BUS}=can0`);
  const live = await runningOn('--config', config);
  onTestFailed(() => figure(`fleet: the run says: ${live.stderr().replaceAll('\n', ' | ')}`));
  await until(() => live.stdout().includes('"VALID"') || live.stdout().includes('"DEGRADED"'), 20);
  figure(`fleet: on the road after ${seconds(begin)}`);

  const retraining = performance.now();
  const command = [
    process.execPath,
    join(ROOT, 'dist/cli/steercast.js'),
    'retrain',
    '--config',
    config,
    '--epochs',
    '1',
  ];
  const retrain = start('systemd-run', '--pipe', '--wait', '--quiet', ...limits, ...command);
  expect(await retrain.ended, retrain.stderr()).toBe(0);
  expect(retrain.stderr()).toMatch(/is the champion, in the place of 0001-/);
  const second = hashOf(store.championPath);
  figure(`fleet: retrained and promoted beside the run in ${seconds(retraining)}`);
  const swapping = performance.now();
  await until(() => live.stderr().includes('has proved itself'), 40);
  expect(live.stderr()).toMatch(/0002-\S+ takes the place of 0001-\S+: MAE/);
  figure(`fleet: in shadow, swapped and proved in ${seconds(swapping)}`);

  figure(
    `fleet: ${live
      .stderr()
      .split('\n')
      .filter((line) => line.includes('MAE'))
      .join(' | ')}`,
  );
  expect(await steercast('rollback', '--store', store.root).ended).toBe(0);
  await until(() => /0001-\S+ has proved itself/.test(live.stderr()), 20);

  const killing = performance.now();
  await killRounds(KILLS, { store, bundle: DEFAULT, sha256: hashOf(DEFAULT) });
  figure(`fleet: ${KILLS} kills in ${seconds(killing)}`);
  await expectOneWholeChampion(store);
  await wait(200);
  expect(await live.stop()).toBe(0);
  await player.stop();
  await listening.stop('SIGINT');

  const lines = linesOf(live.stdout());
  const step = 0.1 / PHASES;
  const missed = lines.slice(1).filter(({ t }, k) => Math.round((t - lines[k]!.t) / step) !== 1);
  figure(`fleet: ${lines.length} steps, ${missed.length} missed`);
  expect(missed).toEqual([]);
  const models = readLines(dump).map((line) => line.split('##')[1]!.slice(1).slice(40, 48).toLowerCase());
  const inTurn = models.filter((model, m) => model !== models[m - 1]);
  expect(inTurn.slice(0, 3)).toEqual([first, second, first].map((hash) => hash.slice(0, 8)));
  expect(run('ls', join(folder, 'drives')).split('\n').length).toBeGreaterThan(logs.length);
}, 150_000);
