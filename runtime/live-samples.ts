import { asyncScheduler, Observable, type SchedulerAction, type SchedulerLike } from 'rxjs';
import type { CanDriver } from '../can/live/can-driver.js';
import { LiveBus, type BusListeners, type Wanted } from '../can/live/live-bus.js';
import { FrameSampler } from '../can/vehicle/frame-sampler.js';
import type { Vehicle } from '../can/vehicle/vehicle-bus.js';
import type { CanFrame } from '../can/frame.js';
import type { Reason } from '../core/prediction.js';
import type { StageProbe } from '../core/stage-probe.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import type { LoopWatch } from './loop-watch.js';

/** ms between two looks at the interfaces, of which half a second may pass until one that is back is heard */
const CHECK_INTERVAL = 50;
/** ms that a tick which is to close a step waits for frames that the kernel may hold: as long as it is late, within these */
const [LEAST_HELD_BACK, MOST_HELD_BACK] = [1, 10];

/** ms by which the clock may be behind what is due next, beyond a step, until it must have been set back */
const CLOCK_BACK = 1000;

/** What a session is made of, in its order, so that a replay can go through it again. */
export type SessionTape = {
  frame(frame: CanFrame): void;
  /** `isPlain`: it does nothing but close steps, so that one tick stands for those before it as well. */
  tick(timeUs: number, how: { isPlain: boolean }): void;
  link(reasons: readonly Reason[]): void;
  /** Hashes of the models from here on, the one that is listened to first. */
  models(sha256: readonly string[]): void;
};

export type LiveSource = {
  driver: CanDriver;
  vehicle: Vehicle;
  dt: number;
  phases: number;
  /** what is wanted of each interface */
  wanted: ReadonlyMap<string, Wanted>;
  tape?: SessionTape | undefined;
  /** Called before each frame and each tick. */
  between: () => void;
  watch: LoopWatch;
  probe?: StageProbe | undefined;
  /** its clock is the wall clock, which stamps the frames too */
  scheduler?: SchedulerLike;
} & Pick<BusListeners, 'onForeign' | 'onState'>;

export type LiveSamples = {
  /** Listens from the subscription until `stop`. */
  samples$: Observable<VehicleSample>;
  bus: LiveBus;
  sampler: FrameSampler;
  /** the newest sample */
  readonly latest: VehicleSample | undefined;
  /** No more frames: the samples end. The sockets stay open, for what is still to be sent. */
  stop(): void;
};

/** Frames of a live bus → samples on the grid, closed by frames or, 40 ms late, by ticks. For one subscriber. */
export function liveSamples(source: LiveSource): LiveSamples {
  const { driver, vehicle, dt, phases, wanted, tape, between, watch, probe, scheduler = asyncScheduler } = source;
  const sampler = new FrameSampler(vehicle, { dt, phases, probe });
  const nowUs = () => scheduler.now() * 1000;
  let emit: (samples: readonly VehicleSample[]) => void = () => {};
  let complete = () => {};
  let isOpen = true;
  let latest: VehicleSample | undefined;

  const bus = new LiveBus(driver, wanted, {
    onForeign: source.onForeign,
    onState: source.onState,
    onFrame: (frame) => {
      if (!isOpen) return;
      watch.heard((nowUs() - frame.timestampUs) / 1000);
      between();
      tape?.frame(frame);
      probe?.('read');
      emit(sampler.push(frame));
    },
    onReasons: (reasons) => {
      tape?.link(reasons);
      sampler.link(reasons);
    },
  });

  const samples$ = new Observable<VehicleSample>((subscriber) => {
    emit = (samples) => {
      for (let s = 0; s < samples.length; s++) {
        latest = samples[s]!;
        watch.asked();
        subscriber.next(latest);
      }
    };
    complete = () => subscriber.complete();
    subscriber.add(every(CHECK_INTERVAL, () => bus.check(watch.now() * 1000), scheduler));
    subscriber.add(tickWhenDue());
  });

  /**
   * Each wait is no longer than a step, as the clock may be set while it lasts. Where the loop was held up, its timers run
   * before it takes the frames that have come by then: so a tick that is to close a step waits once, as long again
   * as it is late.
   */
  function tickWhenDue() {
    const longest = (dt * 1000) / phases;
    let isHeldBack = false;
    return scheduler.schedule(function (this: SchedulerAction<unknown>) {
      watch.ticked();
      const late = (nowUs() - sampler.dueUs) / 1000;
      if (late > 0 && !isHeldBack) {
        isHeldBack = true;
        this.schedule(undefined, Math.min(Math.max(LEAST_HELD_BACK, late), MOST_HELD_BACK));
        return;
      }
      isHeldBack = false;
      const isWaiting = late < 0 && late > -(dt * 1000 + CLOCK_BACK);
      if (!isWaiting) {
        const timeUs = nowUs();
        between();
        tape?.tick(timeUs, { isPlain: sampler.isPlain(timeUs) });
        emit(sampler.tick(timeUs));
      }
      const wait = Math.ceil((sampler.dueUs - nowUs()) / 1000);
      this.schedule(undefined, Math.min(Math.max(wait, 1), longest));
    });
  }

  return {
    samples$,
    bus,
    sampler,
    get latest() {
      return latest;
    },
    stop() {
      isOpen = false;
      complete();
    },
  };
}

function every(interval: number, action: () => void, scheduler: SchedulerLike) {
  return scheduler.schedule(function (this: SchedulerAction<unknown>) {
    action();
    this.schedule(undefined, interval);
  });
}
