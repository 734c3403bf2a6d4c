import { setImmediate as nextTurn } from 'node:timers/promises';
import { Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';
import type { CanDriver } from '../can/live/can-driver.js';
import type { CanFrame } from '../can/frame.js';
import { outputIds } from '../can/output/prediction-dbc.js';
import { readVehicle } from '../can/vehicle/read-vehicle.js';
import { VehicleBus } from '../can/vehicle/vehicle-bus.js';
import { CarMemory } from './car-memory.js';
import { syntheticSchedule } from './latency/frame-schedule.js';
import { MADE_UP_OUTPUT } from './latency/made-up-output.js';
import { startLiveRun } from './live-run.js';
import { ModelsInUse } from './models-in-use.js';
import { JSON_LINES } from './prediction-lines.js';
import type { Predictor } from './predictor.js';

const BUS = 'rehearsal';
/** predictions a second, on the clock of the rehearsal */
const RATE = 100;
const START_MS = 1.6e12;
/** ms; most of what can be won is won by then */
export const REHEARSAL = 300;
/** ms of it in one turn of the event loop; the car's frames are taken in between */
const SLICE = 5;

/**
 * Goes the way from a frame to a message on the bus for `REHEARSAL` ms, on a made-up drive over a bus of its own, so that
 * all of it is compiled and optimised before the car's predictions count: at 100 steps a second V8 would take minutes to
 * find out what is worth it. It gives way to the car's frames, whose first window is yet to be filled. Nothing of it
 * stays. Returns how many predictions were made; none where answers come in a later turn, as there it would wait for
 * them. `isOver`: it ends before its time.
 */
export async function rehearse(predictor: Predictor, isOver = () => false): Promise<number> {
  if (!('answer' in predictor)) return 0;
  const vehicle = await readVehicle('synthetic');
  await nextTurn();
  const schedule = syntheticSchedule(vehicle, RATE, { asAsked: true }); // or the car's frames wait for it
  const bus = new RehearsalBus();
  const clock = new RehearsalClock();
  let predictions = 0;
  const live = startLiveRun({
    ...{ driver: bus, vehicle, preview: 'hold', phases: Math.round(RATE * predictor.card.dt), memory: new CarMemory() },
    models: new ModelsInUse(predictor, { onChange() {}, onOutcome() {} }),
    dry: false,
    scheduler: clock,
    monotonic: () => clock.now(),
    plan: {
      wanted: new Map([[BUS, { ids: new VehicleBus(vehicle).wanted, own: outputIds(MADE_UP_OUTPUT), fd: true }]]),
      output: { interface: BUS, address: { ...MADE_UP_OUTPUT, period: 1 / RATE } },
    },
    remark() {},
    onPrediction(prediction) {
      if (JSON_LINES.line(prediction)) predictions++;
    },
  });
  clock.ring();
  await nextTurn();
  let event = 0;
  for (let left = REHEARSAL; left > 0 && !isOver();) {
    const begin = performance.now();
    const due = begin + Math.min(SLICE, left);
    while (performance.now() < due) play(event++);
    left -= performance.now() - begin;
    await nextTurn();
  }
  live.stop();
  await live.ended;
  return predictions;

  function play(event: number): void {
    clock.ms = START_MS + schedule.dueOf(event)!;
    for (const frame of schedule.framesOf(event)) {
      frame.channel = BUS;
      frame.timestampUs += START_MS * 1000;
      bus.onFrame(frame);
    }
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
