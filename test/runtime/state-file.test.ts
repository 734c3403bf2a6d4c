import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { from, lastValueFrom, map, Subject, toArray } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LearnedState } from '../../core/learned-state.js';
import type { ModelCard } from '../../core/model-card.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { eventsPath, formatEvent, readSession, type SessionHead } from '../../drives/session-events.js';
import { CarMemory } from '../../runtime/car-memory.js';
import { ModelsInUse } from '../../runtime/models-in-use.js';
import { toPredictions, toPredictionsInTurn } from '../../runtime/pipeline.js';
import { JSON_LINES } from '../../runtime/prediction-lines.js';
import type { InstantPredictor, Predictor } from '../../runtime/predictor.js';
import { readState, writeState } from '../../runtime/state-file.js';
import { StateKeeper } from '../../runtime/state-keeper.js';
import { useFolders } from '../cli/folders.js';
import { FakePredictor } from './fake-predictor.js';

const newFolder = useFolders();
const card = JSON.parse(
  await readFile(join(import.meta.dirname, '../../models/default/card.json'), 'utf8'),
) as ModelCard; // as: a test holds it
const owner = { card, vehicle: 'pickup' };
const samples = Array.from({ length: 400 }, (_, i): VehicleSample => {
  const bend = Math.sin(i / 17) + 0.4 * Math.sin(i / 5);
  return { time: i / 10, curvature: bend / 100, vEgo: 15, steeringAngleDeg: 38 * bend + 2, valid: true };
});

/** The lines of a drive with that memory; the network says zero. */
async function linesOf(memory: CarMemory, drive: readonly VehicleSample[]): Promise<string> {
  const predictor = new FakePredictor(() => [0, 0, 0, 0, 0], { card, batch: 32 });
  const predictions$ = toPredictions(from(drive), predictor, { preview: 'recorded', memory });
  return (await lastValueFrom(predictions$.pipe(map(JSON_LINES.line), toArray()))).join('');
}

let learned: LearnedState;
beforeAll(async () => {
  const memory = new CarMemory();
  await linesOf(memory, samples.slice(0, 200));
  learned = memory.learned!;
});

describe('a state file', () => {
  it('gives back what was learned, and the next drive begins with it', async () => {
    const path = join(await newFolder(), 'deep', 'car.json');
    const remarks: string[] = [];
    await writeState(path, owner, learned);
    const read = await readState(path, owner, (text) => remarks.push(text));
    expect(read).toEqual(learned);
    expect(remarks).toEqual([`${path}: goes on with what was learned of pickup`]);
    const next = samples.slice(200);
    const [known, unknown] = [
      await linesOf(new CarMemory({ learned: read }), next),
      await linesOf(new CarMemory(), next),
    ];
    expect(known).toBe(await linesOf(new CarMemory({ learned }), next));
    expect(known).not.toBe(unknown);
  });

  it.each<[what: string, spoil: (text: string) => string]>([
    ['expected a state of the model card', (text) => text.replace(/"card":"./, '"card":"x')],
    ['expected a state of the vehicle pickup, got van', (text) => text.replace('pickup', 'van')],
    ['expected a state of version 1, got 2', (text) => text.replace('State":1', 'State":2')],
    ['expected a state (JSON), got a torn or another file', (text) => text.slice(0, 200)],
    ['expected a state of version 1, got undefined', () => '[]'],
    ['nonsense of response', (text) => text.replace(/"response.information":\[/, '"response.information":[-')],
    ['nonsense of weights', (text) => text.replace(/"weights.scales":\[/, '"weights.scales":[-')],
    ['nonsense of interval', (text) => text.replace(/"interval.quantiles":\[/, '"interval.quantiles":[-')],
    ['expected 5 numbers of weights.scales, got nothing', (text) => text.replace('weights.scales', 'weights.scale')],
  ])('that is of no use is told in one line, and nothing of it is used: %s', async (what, spoil) => {
    const path = join(await newFolder(), 'car.json');
    await writeState(path, owner, learned);
    await writeFile(path, spoil(await readFile(path, 'utf8')));
    const remarks: string[] = [];
    expect(await readState(path, owner, (text) => remarks.push(text))).toBeUndefined();
    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toContain(`${path}: nothing learned is known of pickup, it starts anew: `);
    expect(remarks[0]).toContain(what);
  });

  it('that is not there yet, or can not be read, is told as well', async () => {
    const remarks: string[] = [];
    const folder = await newFolder();
    for (const path of [join(folder, 'none.json'), folder]) {
      expect(await readState(path, owner, (text) => remarks.push(text))).toBeUndefined();
    }
    expect(remarks[0]).toContain('no such file yet');
    expect(remarks[1]).toContain('EISDIR');
  });

  it('is kept whole and only where something was learned; a disk that refuses is told once', async () => {
    const folder = await newFolder();
    const remarks: string[] = [];
    const remark = (text: string) => void remarks.push(text);
    const memory = new CarMemory();
    const current = () => ({ memory, owner });
    const keeper = new StateKeeper(join(folder, 'car.json'), { current, remark });
    await keeper.save();
    expect(await readdir(folder)).toEqual([]);
    await linesOf(memory, samples);
    await keeper.close();
    expect(await readState(join(folder, 'car.json'), owner, () => {})).toEqual(memory.learned);
    expect(await readdir(folder)).toEqual(['car.json']);

    await mkdir(join(folder, 'taken'));
    const refused = new StateKeeper(join(folder, 'taken'), { current, remark });
    await refused.save();
    await refused.close();
    expect(remarks).toEqual([expect.stringContaining('taken: not written: ')]);
  });
});

describe('a state file of a session whose model is swapped', () => {
  const still = (onnxSha256: string): InstantPredictor => ({
    card: { ...card, onnxSha256 },
    answer: () => new Float32Array(card.horizonSteps),
  });
  const [old, next] = [still('0a'.repeat(32)), still('0b'.repeat(32))];

  it('is of the model in use, on all grids, and what the old one had learned is not written again', async () => {
    const path = join(await newFolder(), 'car.json');
    const memory = new CarMemory({ gain: 31 });
    const models = new ModelsInUse(old, { grids: 2, onChange() {}, onOutcome() {} });
    const ownerOf = (model: Predictor) => ({ card: model.card, vehicle: 'pickup' });
    const memoryOf = (model: Predictor) => (model === old ? memory : memory.ofOther(model));
    const current = () => ({ memory: memoryOf(models.active), owner: ownerOf(models.active) });
    const keeper = new StateKeeper(path, { current, remark: (text) => expect.unreachable(text) });
    const samples$ = new Subject<VehicleSample>();
    toPredictionsInTurn(samples$, models, { preview: 'hold', phases: 2, memory }).subscribe();
    const drive = (part: readonly VehicleSample[]) => {
      for (const sample of part) {
        models.settle();
        samples$.next(sample);
        samples$.next({ ...sample, time: sample.time + card.dt / 2 });
      }
    };
    drive(samples.slice(0, 100));
    await keeper.save();
    expect(await readState(path, ownerOf(old), () => {})).toEqual(memory.learned);
    models.propose(next, { isReturn: true });
    drive(samples.slice(100));
    expect(models.active).toBe(next);
    await keeper.close();
    expect(memory.ofOther(next).start).toEqual({ gain: 31 });
    expect(await readState(path, ownerOf(next), () => {})).toEqual(memory.ofOther(next).learned);
    expect(await readState(path, ownerOf(old), () => {})).toBeUndefined();
  });
});

describe('a session with a known car', () => {
  it('has it in its events, so that a replay begins with the same', async () => {
    const log = join(await newFolder(), 'session.log');
    const memory = new CarMemory({ gain: 31.5, learned }, card);
    const head: SessionHead = {
      session: 1,
      dt: 0.1,
      phases: 1,
      preview: 'hold',
      model: card.onnxSha256,
      executor: 'wasm',
      car: memory.start,
    };
    await writeFile(eventsPath(log), formatEvent(head));
    const { car } = (await readSession(log))!.head;
    const next = samples.slice(200);
    expect(await linesOf(new CarMemory(car, card), next)).toBe(await linesOf(memory, next));
    expect(await linesOf(new CarMemory({ ...car, gain: 25 }), next)).not.toBe(await linesOf(memory, next));
    await writeFile(eventsPath(log), formatEvent(head).replace('"gain":31.5', '"gain":-1'));
    await expect(readSession(log)).rejects.toThrow('expected the events of a session');
  });
});
