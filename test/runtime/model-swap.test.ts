import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { from, lastValueFrom, map, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatCandumpLine } from '../../can/log/candump-format.js';
import { PROBATION_STEPS, SHADOW_STEPS } from '../../core/model-trial.js';
import { logSamples } from '../../drives/log-samples.js';
import { eventsPath, formatEvent, readSession, type SessionHead } from '../../drives/session-events.js';
import { toPredictionsInTurn } from '../../runtime/pipeline.js';
import { JSON_LINES } from '../../runtime/prediction-lines.js';
import type { InstantPredictor, Predictor, WaitingPredictor } from '../../runtime/predictor.js';
import { ScriptedModels } from '../../runtime/scripted-models.js';
import { driveFor, START } from '../can/vehicle/make-vehicle.js';
import { CARD, CHANNEL, LiveBench, OUTPUT_ID } from './live-bench.js';

const PHASES = 10;
/** ms in which there is one step */
const STEP = (1000 * CARD.dt) / PHASES;
const LAST_ANGLE = CARD.featureNames.indexOf('steeringAngleDeg[i-1]');
const ROUND = driveFor(0, 0);
const [OLD, NEW] = ['0a'.repeat(32), '0b'.repeat(32)];

/** Says that the angle stays, but for `offDeg`, which a test may set while it runs. */
class Still implements InstantPredictor {
  readonly card;
  offDeg: number;

  constructor(onnxSha256: string, offDeg = 0, ranges = CARD.ranges) {
    this.card = { ...CARD, onnxSha256, ranges };
    this.offDeg = offDeg;
  }

  answer(features: ArrayLike<number>): ArrayLike<number> {
    return new Float32Array(CARD.horizonSteps).fill(features[LAST_ANGLE]! + this.offDeg);
  }
}

/** The same, so many turns of the event loop later; a step takes about six. */
class Late implements WaitingPredictor {
  readonly batch = 4;
  readonly card;
  readonly still: Still;
  readonly #turns: number;

  constructor(still: Still, turns: number) {
    this.card = still.card;
    this.still = still;
    this.#turns = turns;
  }

  async predict(features: readonly ArrayLike<number>[]): Promise<Float32Array[]> {
    const angles = features.map((one) => Float32Array.from(this.still.answer(one)));
    for (let turn = 0; turn < this.#turns; turn++) await setImmediate();
    return angles;
  }
}

let bench: LiveBench;
/** Half a degree off, so that both better and worse is possible. */
let old: Still;
beforeEach(async () => {
  old = new Still(OLD, 0.5);
  await begin(old);
});
afterEach(() => bench.end());

async function begin(predictor: Predictor): Promise<void> {
  bench = new LiveBench(START / 1000, { phases: PHASES, predictor, sends: true });
  bench.driver.add(CHANNEL);
  await drive(200);
}
/** For so many steps, with each message every 10 ms. */
async function drive(steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) {
    for (const frame of ROUND) await bench.receive(frame);
    await bench.pass(STEP);
    bench.driver.drain(CHANNEL);
  }
}
const told = () => bench.outcomes.map(({ what, why }) => `${what}: ${why}`);
/** Models in the messages on the bus, in order, each once. */
const sent = () => {
  const hashes = bench.driver.sent
    .filter(({ id }) => id === OUTPUT_ID)
    .map(({ data }) => Buffer.from(data.subarray(20, 24)).toString('hex'));
  return hashes.filter((hash, h) => hash !== hashes[h - 1]);
};
/** Every step of the grid has one prediction. */
function expectEveryStep(): void {
  const times = bench.predictions.map(({ time }) => Math.round((time * 1000 - START / 1000) / STEP));
  expect(times).toEqual(times.map((_, t) => times[0]! + t));
}

describe('a model that is proposed to a live run', () => {
  it('runs in shadow, takes over between two steps, and stays when it has proved itself', async () => {
    bench.models.propose(new Still(NEW, 0.1), { isReturn: false });
    await drive(SHADOW_STEPS - 5);
    expect(told()).toEqual(['shadow: asked']);
    await drive(20);
    expect(told()).toEqual(['shadow: asked', 'swapped: trial']);
    await drive(PROBATION_STEPS + 80);
    expect(told()).toEqual(['shadow: asked', 'swapped: trial', 'kept: trial']);
    const { figures, left } = bench.outcomes[2]!;
    const { newMae, oldMae, disagreement } = figures;
    expect([newMae, oldMae, disagreement].map((deg) => deg.toFixed(3))).toEqual(['0.100', '0.500', '0.400']);
    expect(left).toBe(old);
    expect(sent()).toEqual([OLD.slice(0, 8), NEW.slice(0, 8)]);
    expectEveryStep();
  });

  it('does not take over where it is worse in shadow', async () => {
    bench.models.propose(new Still(NEW, 0.6), { isReturn: false });
    await drive(SHADOW_STEPS + 20);
    expect(told()).toEqual(['shadow: asked', 'back: worse']);
    expect(sent()).toEqual([OLD.slice(0, 8)]);
    expectEveryStep();
  });

  it('goes back by itself where it turns out worse than the old one', async () => {
    const next = new Still(NEW, 0.5);
    bench.models.propose(next, { isReturn: false });
    await drive(SHADOW_STEPS + 20);
    next.offDeg = 0.6;
    await drive(PROBATION_STEPS + 80);
    expect(told()).toEqual(['shadow: asked', 'swapped: trial', 'back: worse']);
    expect(bench.outcomes[2]!.left).toBe(next);
    expect(sent()).toEqual([OLD, NEW, OLD].map((hash) => hash.slice(0, 8)));
    expectEveryStep();
  });

  it('goes back at the next frame where it fails', async () => {
    const next = new Still(NEW, 0.5);
    bench.models.propose(next, { isReturn: false });
    await drive(SHADOW_STEPS + 20);
    next.offDeg = NaN;
    await drive(3);
    expect(told()).toEqual(['shadow: asked', 'swapped: trial', 'back: failed']);
    const faults = bench.predictions.filter(({ reasons }) => reasons.includes('MODEL_FAULT'));
    expect(faults).toHaveLength(1);
    expectEveryStep();
  });

  it('is not taken where it fails in shadow', async () => {
    bench.models.propose(new Still(NEW, NaN), { isReturn: false });
    await drive(60); // its windows fill first
    expect(told()).toEqual(['shadow: asked', 'back: failed']);
    expect(bench.predictions.some(({ reasons }) => reasons.includes('MODEL_FAULT'))).toBe(false);
    expectEveryStep();
  });

  it('goes back when it is called back, in shadow or in use', async () => {
    for (const steps of [SHADOW_STEPS / 2, SHADOW_STEPS + 20]) {
      bench.outcomes.length = 0;
      bench.models.propose(new Still(NEW, 0.5), { isReturn: false });
      await drive(steps);
      bench.models.callBack();
      await drive(2);
      expect(told().at(-1)).toBe('back: asked');
      expect(bench.models.active).toBe(old);
    }
    expectEveryStep();
  });

  it('takes over soon and for good where it has been in use before, even if it is worse', async () => {
    bench.models.propose(new Still(NEW, 0.9), { isReturn: true });
    await drive(60);
    expect(told()).toEqual(['shadow: asked', 'swapped: trial', 'kept: trial']);
    expectEveryStep();
  });

  it('has inputs out of a range of its own, which are told once it is in use', async () => {
    const ranges = Object.fromEntries(CARD.featureNames.map((name) => [name, [-2, 2] as [number, number]]));
    bench.models.propose(new Still(NEW, 0.1, ranges), { isReturn: true });
    await drive(10);
    expect(bench.run.figures().excess.inputs).toEqual([]);
    await drive(50);
    expect(told().at(-1)).toBe('kept: trial');
    const [excess, ...others] = bench.run.figures().excess.inputs;
    expect(excess).toMatchObject({ input: 'speed', steps: expect.any(Number) as number });
    expect(excess!.told).toMatch(/^speed in \d+ steps, up to [\d.]+ m\/s \(trained: -2 to 2\)$/);
    expect(others).toEqual([]);
  });

  it('is swapped 30 times with no step missed, and only the models in use are held', async () => {
    for (let swap = 0; swap < 30; swap++) {
      bench.models.propose(new Still(swap % 2 === 0 ? NEW : OLD, 0.5), { isReturn: true });
      await drive(60);
    }
    expect(bench.outcomes.filter(({ what }) => what === 'kept')).toHaveLength(30);
    expectEveryStep();
  });
});

describe('a model that answers in a later turn', () => {
  it.each([
    [3, 3],
    [2, 45],
    [45, 2],
  ])('is compared and proves itself: the old one after %i turns, the new one after %i', async (oldTurns, newTurns) => {
    await bench.end();
    await begin(new Late(old, oldTurns));
    bench.models.propose(new Late(new Still(NEW, 0.1), newTurns), { isReturn: false });
    await drive(SHADOW_STEPS + PROBATION_STEPS + 120);
    await bench.end();
    expect(told()).toEqual(['shadow: asked', 'swapped: trial', 'kept: trial']);
    const { scored, newMae, oldMae } = bench.outcomes[2]!.figures;
    expect([newMae, oldMae].map((deg) => deg.toFixed(3))).toEqual(['0.100', '0.500']);
    expect(scored).toBe(PROBATION_STEPS);
    expectEveryStep();
  });

  it('is not taken where it fails in shadow', async () => {
    bench.models.propose(new Late(new Still(NEW, NaN), 3), { isReturn: false });
    await drive(60);
    expect(told()).toEqual(['shadow: asked', 'back: failed']);
    expectEveryStep();
  });

  it('takes the place of one whose answers are still to come, and none is left out', async () => {
    await bench.end();
    await begin(new Late(old, 45));
    for (const predictor of [new Still(NEW), new Late(new Still(OLD), 20), new Late(new Still(NEW), 2)]) {
      bench.models.propose(predictor, { isReturn: true });
      await drive(80);
    }
    await bench.end();
    expect(told().filter((one) => one === 'kept: trial')).toHaveLength(3);
    expectEveryStep();
  });
});

describe('a session that went on with another model', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'swap-'))));
  afterEach(() => rm(folder, { recursive: true }));

  /** The models at its end. */
  async function expectSameAgain(predictors: readonly Predictor[]): Promise<ScriptedModels> {
    await bench.end();
    const log = join(folder, 'session.log');
    const head: SessionHead = {
      session: 1,
      dt: CARD.dt,
      phases: PHASES,
      preview: 'hold',
      model: OLD,
      executor: 'wasm',
    };
    await writeFile(log, bench.frames.map((frame) => `${formatCandumpLine(frame)}\n`).join(''));
    await writeFile(eventsPath(log), [head, ...bench.events].map(formatEvent).join(''));
    const session = await readSession(log);
    const byHash = new Map(predictors.map((predictor) => [predictor.card.onnxSha256, predictor]));
    const models = new ScriptedModels(predictors[0]!, byHash);
    const samples = logSamples(log, {
      ...{ vehicle: bench.vehicle, dt: CARD.dt, phases: PHASES, remark: () => {}, session },
      onModels: (hashes) => models.use(hashes),
    });
    const predictions$ = toPredictionsInTurn(from(samples), models, { preview: 'hold', phases: PHASES });
    const again = await lastValueFrom(predictions$.pipe(map(JSON_LINES.line), toArray()));
    expect(again.join('')).toBe(bench.predictions.map(JSON_LINES.line).join(''));
    return models;
  }

  it('is replayed byte for byte', async () => {
    const next = new Still(NEW, 0.2);
    bench.models.propose(next, { isReturn: false });
    await drive(SHADOW_STEPS + 200);
    const { active } = await expectSameAgain([old, next]);
    expect(active.card).toBe(next.card);
  });

  it('is replayed byte for byte where its models answer in a later turn', async () => {
    await bench.end();
    const [first, next] = [new Late(old, 30), new Late(new Still(NEW, 0.2), 2)];
    await begin(first);
    bench.models.propose(next, { isReturn: false });
    await drive(SHADOW_STEPS + 200);
    const { active } = await expectSameAgain([first, next]);
    expect(active.card).toBe(next.card);
  });

  it('is replayed byte for byte where the other model is of the same bytes', async () => {
    bench.models.propose(new Still(OLD, 0.5), { isReturn: true });
    await drive(200);
    await expectSameAgain([old]);
  });
});
