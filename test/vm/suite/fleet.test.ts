/** Models retrained, swapped, rolled back and killed while frames flow on a real bus. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFailed } from 'vitest';
import type { ModelCard } from '../../../core/model-card.js';
import { parseModelCard } from '../../../core/parse-model-card.js';
import { ModelStore } from '../../../onnx/model-store.js';
import { expectOneWholeChampion, killRounds } from '../../onnx/kill-rounds.js';
import { writeWorseBundle } from '../../onnx/worse-bundle.js';
import { linesOf, newFolder, PROGRAM, readLines, runningOn, start, steercast } from './bench.js';
import { makeLog } from './make-log.js';
import { until, vcan } from './vcan.js';

const BUS = 'vcan0';
const ROOT = join(import.meta.dirname, '../../..');
const DEFAULT = join(ROOT, 'models/default');
/** Probation counts steps of any grid, and so takes a tenth of its time. */
const PHASES = 10;
/**
 * In a store of their own while a model is in shadow, and in the one that the run watches. Each takes the guest a second:
 * STEERCAST_KILLS=200 has as many of the first as a release is to see.
 */
const KILLS = { apart: Number(process.env.STEERCAST_KILLS ?? 20), watched: 3 };
/** s a kill, at the most */
const LONGEST_KILL = 3;
const CONFIG = `model: store/champion
vehicle: synthetic
interface: ${BUS}
phases: ${PHASES}
record: { path: drives/ }
state: state.json
output: { can: { id: 0x6F0 } }
`;

const figure = (text: string) => console.log(`figure: fleet: ${text}`);
const cardOf = (bundle: string) => {
  const path = join(bundle, 'card.json');
  return parseModelCard(JSON.parse(readFileSync(path, 'utf8')), path);
};
/** As the message on the bus has it: the first four bytes of the model's hash. */
const shown = ({ onnxSha256 }: ModelCard) => onnxSha256.slice(0, 8);
const sha256 = (card: ModelCard) => createHash('sha256').update(JSON.stringify(card)).digest('hex');

/** As its unit has the nightly retraining, but for the share of the processor, which makes it but longer here. */
const unit = readFileSync(join(ROOT, 'systemd/steercast-retrain.service'), 'utf8');
const limits = ['Nice', 'IOSchedulingClass'].flatMap((key) => [
  '-p',
  `${key}=${new RegExp(`^${key}=(.*)$`, 'm').exec(unit)![1]}`,
]);

async function newStore(root: string, bundle: string): Promise<ModelStore> {
  const store = new ModelStore(root);
  (await store.lock())();
  await store.promote(await store.install(bundle, cardOf(bundle).onnxSha256));
  return store;
}

it(
  'a model is retrained, promoted, swapped in and rolled back while frames flow, and every step has its prediction; kills leave one whole champion',
  async () => {
    if (!vcan.isThere(BUS)) await vcan.add(BUS);
    const folder = newFolder();
    let begin = performance.now();
    const lap = () => {
      const before = begin;
      return `${(((begin = performance.now()) - before) / 1000).toFixed(0)} s`;
    };
    const drives = join(folder, 'drives');
    const logs = join(folder, 'sim/can');
    // Of a seed of its own: the champion, made of the default model, has learnt from longer ones of the usual seed.
    expect(await steercast('simulate', '--out', join(folder, 'sim'), '--vehicles', '3', '--minutes', '1', '--seed', '5', '--can').ended).toBe(0); // prettier-ignore
    mkdirSync(drives);
    for (const name of readdirSync(logs)) if (name.endsWith('.log')) renameSync(join(logs, name), join(drives, name));
    await writeWorseBundle(join(folder, 'worse'), 3);
    const store = await newStore(join(folder, 'store'), join(folder, 'worse'));
    const config = join(folder, 'run.yaml');
    const dump = join(folder, 'dump.log');
    const weaving = join(folder, 'weaving.log');
    writeFileSync(config, CONFIG);
    writeFileSync(weaving, await makeLog('can0', { seconds: 10 * Math.PI, rate: 50 }));

    const listening = start('sh', '-c', `exec candump -L ${BUS},6F0:7FF > ${dump}`);
    const player = start('canplayer', '-l', 'i', '-I', weaving, `${BUS}=can0`);
    const live = await runningOn('--config', config);
    onTestFailed(() => figure(`the run says: ${live.stderr().replaceAll('\n', ' | ')}`));
    await until(() => live.stdout().includes('"DEGRADED"'), 20); // the curvature ahead is the present one
    const started = lap();

    const retrain = start('systemd-run', '--pipe', '--wait', '--quiet', ...limits, process.execPath, PROGRAM, 'retrain', '--config', config, '--epochs', '1'); // prettier-ignore
    expect(await retrain.ended, retrain.stderr()).toBe(0);
    expect(retrain.stderr()).toMatch(/0002-\S+ is the champion, in the place of 0001-/);
    const cards = [cardOf(join(folder, 'worse')), cardOf(store.championPath), cardOf(DEFAULT)] as const;
    const retrained = lap();

    const other = await newStore(join(folder, 'other'), DEFAULT);
    const deployed = { bundle: DEFAULT, sha256: cards[2].onnxSha256 };
    await killRounds(KILLS.apart, { stores: [other], ...deployed });
    const killed = lap();
    await until(() => live.stderr().includes('has proved itself'), 40);
    expect(live.stderr()).toMatch(/0002-\S+ takes the place of 0001-\S+: MAE/);
    const proved = lap();

    expect(await steercast('rollback', '--store', store.root).ended).toBe(0);
    await until(() => /0001-\S+ has proved itself/.test(live.stderr()), 20);
    const back = lap();
    await killRounds(KILLS.watched, { stores: [store], ...deployed });
    await expectOneWholeChampion(store);
    expect(await live.stop()).toBe(0);
    await player.stop();
    await listening.stop('SIGINT');

    const lines = linesOf(live.stdout());
    const missed = lines.slice(1).filter(({ t }, k) => Math.round((t - lines[k]!.t) / (0.1 / PHASES)) !== 1);
    figure(
      `started in ${started}, retrained and promoted in ${retrained}, ${KILLS.apart} kills in ${killed}, proved ${proved} later, rolled back in ${back}, ${KILLS.watched} kills in ${lap()}; ${lines.length} steps, ${missed.length} missed`,
    );
    expect(missed).toEqual([]);
    const models = readLines(dump).map((line) => line.split('##')[1]!.slice(41, 49).toLowerCase());
    const inTurn = models.filter((model, m) => model !== models[m - 1]);
    expect(inTurn.slice(0, 3)).toEqual([cards[0], cards[1], cards[0]].map(shown));
    const state = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as { card: string }; // as: ours
    expect(state.card).toBe(sha256(cards.find((card) => shown(card) === models.at(-1))!));
  },
  (90 + LONGEST_KILL * KILLS.apart) * 1000,
);
