import { setImmediate as nextTurn } from 'node:timers/promises';
import { Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';
import type { CanDriver } from '../can/live/can-driver.js';
import type { CanFrame } from '../can/frame.js';
import { formatCandumpLine } from '../can/log/candump-format.js';
import { outputIds } from '../can/output/prediction-dbc.js';
import { readVehicle } from '../can/vehicle/read-vehicle.js';
import { VehicleBus, type Vehicle } from '../can/vehicle/vehicle-bus.js';
import { CarMemory } from './car-memory.js';
import { syntheticSchedule, type FrameSchedule } from './latency/frame-schedule.js';
import { MADE_UP_OUTPUT } from './latency/made-up-output.js';
import { startLiveRun, type LiveRun } from './live-run.js';
import { ModelsInUse } from './models-in-use.js';
import { JSON_LINES } from './prediction-lines.js';
import type { Predictor } from './predictor.js';

const BUS = 'rehearsal';
/** predictions a second, on the clock of the rehearsal */
const RATE = 100;
const START_MS = 1.6e12;
/** Predictions after which V8 has optimised nearly all of the way: it goes by how often, which a fast machine does in 0.3 s. */
export const REHEARSED = 1200;
/** ms; a slow machine makes as many as fit */
export const LONGEST_REHEARSAL = 1500;
/**
 * How much of both is over at the end of each run. V8 takes the listeners of a first run for all that there will be, and
 * what its first frame does for what never comes again: after a few beginnings it does not.
 */
const RUNS = [0.1, 0.2, 0.3, 1];
/** ms of it in one turn of the event loop; the car's frames are taken in between */
const SLICE = 5;

/**
 * Goes the way from a frame to a message on the bus up to `REHEARSED` times, on a made-up drive over a bus of its own, so
 * that all of it is compiled and optimised when the car's frames come: at 100 steps a second V8 would take minutes to find
 * out what is worth it. It gives way to frames after `SLICE` ms; on a slow machine the car's first predictions come in
 * between. Nothing of it stays. Returns how many predictions were made; none where answers come in a later turn, as there it would wait for
 * them. `isOver`: it ends before its time.
 */
export async function rehearse(predictor: Predictor, isOver = () => false): Promise<number> {
  if (!('answer' in predictor)) return 0;
  const vehicle = await readVehicle('synthetic');
  await nextTurn();
  const schedule = syntheticSchedule(vehicle, RATE, { asAsked: true }); // or the car's frames wait for it
  const begin = performance.now();
  let predictions = 0;
  for (const share of RUNS) {
    const [enough, end] = [share * REHEARSED, begin + share * LONGEST_REHEARSAL];
    const run = new RehearsalRun(predictor, vehicle, schedule);
    await nextTurn();
    const isDone = () => predictions + run.predictions >= enough || performance.now() >= end || isOver();
    while (!isDone()) {
      const due = performance.now() + SLICE;
      while (performance.now() < due) run.play();
      await nextTurn();
    }
    await run.end();
    predictions += run.predictions;
  }
  return predictions;
}

/** A made-up drive from its beginning, frame by frame. */
class RehearsalRun {
  predictions = 0;
  readonly #schedule: FrameSchedule;
  readonly #bus = new RehearsalBus();
  readonly #clock = new RehearsalClock();
  readonly #live: LiveRun;
  #event = 0;

  constructor(predictor: Predictor, vehicle: Vehicle, schedule: FrameSchedule) {
    this.#schedule = schedule;
    const phases = Math.round(RATE * predictor.card.dt);
    this.#live = startLiveRun({
      driver: this.#bus,
      vehicle,
      preview: 'hold',
      phases,
      memory: new CarMemory(),
      models: new ModelsInUse(predictor, { onChange() {}, onOutcome() {} }),
      tape: { frame: formatCandumpLine, tick() {}, link() {}, models() {} },
      dry: false,
      scheduler: this.#clock,
      plan: {
        wanted: new Map([[BUS, { ids: new VehicleBus(vehicle).wanted, own: outputIds(MADE_UP_OUTPUT), fd: true }]]),
        output: { interface: BUS, address: { ...MADE_UP_OUTPUT, period: 1 / RATE } },
      },
      remark() {},
      onPrediction: (prediction) => {
        if (JSON_LINES.line(prediction)) this.predictions++;
      },
    });
    this.#clock.ring();
  }

  /** The frames of one step. */
  play(): void {
    const event = this.#event++;
    this.#clock.ms = START_MS + this.#schedule.dueOf(event)!;
    for (const frame of this.#schedule.framesOf(event)) {
      frame.channel = BUS;
      frame.timestampUs += START_MS * 1000;
      this.#bus.onFrame(frame);
    }
  }

  end(): Promise<void> {
    this.#live.stop();
    return this.#live.ended;
  }
}

/** Takes every message. */
class RehearsalBus implements CanDriver {
  onFrame: (frame: CanFrame) => void = () => {};

  look() {
    return { index: 1, isCan: true, up: true, fd: true };
  }

  list() {
    return [BUS];
  }

  open(_: string, { onFrame }: { onFrame: (frame: CanFrame) => void }) {
    this.onFrame = onFrame;
    return { send: () => true, close() {} };
  }
}

/** Each timer rings once, when it is told to. */
class RehearsalClock implements SchedulerLike {
  ms = START_MS;
  readonly #timers: (() => void)[] = [];

  now(): number {
    return this.ms;
  }

  schedule<T>(work: (this: SchedulerAction<T>, state: T) => void, _?: number, state?: T): Subscription {
    const action = { schedule: () => Subscription.EMPTY } as unknown as SchedulerAction<T>; // as: all that is used of it
    this.#timers.push(() => work.call(action, state!));
    return Subscription.EMPTY;
  }

  ring(): void {
    for (const timer of this.#timers) timer();
  }
}
