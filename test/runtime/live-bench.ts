import { setImmediate } from 'node:timers/promises';
import { VirtualTimeScheduler } from 'rxjs';
import type { CanFrame } from '../../can/frame.js';
import type { OutputAddress } from '../../can/output/prediction-dbc.js';
import { VehicleBus, type Vehicle } from '../../can/vehicle/vehicle-bus.js';
import type { Preview } from '../../core/curvature-preview.js';
import { keptPrediction, type Prediction } from '../../core/prediction.js';
import type { SessionEvent } from '../../drives/session-events.js';
import { startLiveRun, type LiveRun } from '../../runtime/live-run.js';
import { CarMemory } from '../../runtime/car-memory.js';
import type { SessionTape } from '../../runtime/live-samples.js';
import { ModelsInUse, type Outcome } from '../../runtime/models-in-use.js';
import type { Predictor } from '../../runtime/predictor.js';
import type { BusPlan } from '../../runtime/bus-plan.js';
import { FakeDriver } from '../can/live/fake-driver.js';
import { makeVehicle } from '../can/vehicle/make-vehicle.js';
import { FakePredictor, makeCard } from './fake-predictor.js';

export const CHANNEL = 'can0';
export const CARD = { ...makeCard({ historyLength: 3, horizonSteps: 5, dt: 0.1 }), onnxSha256: '89abcdef'.repeat(8) };
export const OUTPUT_ID = 0x6f0;

/** A predictor whose answers follow from what it is asked, so that equal predictions mean equal features. */
export function answering(): FakePredictor {
  const predictor: FakePredictor = new FakePredictor(
    (question) => Array.from({ length: 5 }, (_, k) => predictor.asked[question]!.reduce((sum, one) => sum + one, k)),
    { card: CARD, batch: 4 },
  );
  return predictor;
}

export type LiveBenchOptions = {
  phases?: number;
  dry?: boolean;
  sends?: boolean;
  vehicle?: Vehicle;
  preview?: Preview;
  predictor?: Predictor;
  /** hears what `frames` and `events` are made of */
  tape?: SessionTape;
};

/**
 * A whole run on a bus of this process, with a clock of its own that stands until `pass` moves it. `frames` and `events`
 * are what its session was made of.
 */
export class LiveBench {
  readonly driver = new FakeDriver();
  readonly predictions: Prediction[] = [];
  readonly remarks: string[] = [];
  readonly frames: CanFrame[] = [];
  readonly events: SessionEvent[] = [];
  readonly run: LiveRun;
  readonly models: ModelsInUse;
  readonly outcomes: Outcome[] = [];
  readonly vehicle: Vehicle;
  readonly #scheduler = new VirtualTimeScheduler();
  #epochMs = 0;

  /** `startMs`: since 1970 */
  constructor(startMs: number, options: LiveBenchOptions = {}) {
    const { phases = 1, dry = false, sends = false, vehicle = makeVehicle(), preview = 'hold', tape } = options;
    this.vehicle = vehicle;
    this.setClock(startMs);
    this.#scheduler.now = () => this.#scheduler.frame + this.#epochMs;
    const address: OutputAddress = {
      first: { id: OUTPUT_ID, extended: false },
      format: 'fd',
      period: CARD.dt / phases,
    };
    const ids = new VehicleBus(vehicle).wanted.map(({ id, extended }) => ({ id, extended }));
    const plan: BusPlan = {
      wanted: new Map([[CHANNEL, { ids, own: sends ? [address.first] : [], fd: sends }]]),
      output: sends ? { interface: CHANNEL, address } : undefined,
    };
    const note = (event: object) => this.events.push({ after: this.frames.length, ...event } as SessionEvent); // as: put together
    this.models = new ModelsInUse(options.predictor ?? answering(), {
      onChange: (models) => note({ models }),
      onOutcome: (outcome) => this.outcomes.push(outcome),
    });
    this.run = startLiveRun({
      driver: this.driver,
      vehicle,
      models: this.models,
      plan,
      preview,
      phases,
      memory: new CarMemory(),
      dry,
      scheduler: this.#scheduler,
      monotonic: () => this.#scheduler.frame,
      onPrediction: (prediction) => this.predictions.push(keptPrediction(prediction)),
      remark: (text) => this.remarks.push(text),
      tape: {
        frame: (frame) => {
          tape?.frame(frame);
          this.frames.push({ ...frame, data: Uint8Array.from(frame.data) });
        },
        tick: (tick, how) => {
          tape?.tick(tick, how);
          note({ tick });
        },
        link: (link) => {
          tape?.link(link);
          note({ link });
        },
        models: (models) => note({ models }),
      },
    });
  }

  get nowMs(): number {
    return this.#scheduler.now();
  }

  /** Time goes by, and everything that is under way gets its turns. */
  async pass(ms: number): Promise<void> {
    const end = this.#scheduler.frame + ms;
    while (this.#scheduler.frame < end) {
      this.#scheduler.maxFrames = Math.min(this.#scheduler.frame + 5, end);
      this.#scheduler.flush();
      this.#scheduler.frame = this.#scheduler.maxFrames;
      this.driver.nowUs = this.nowMs * 1000;
      await setImmediate();
    }
  }

  /** Puts a frame on the bus, stamped with the time that it is. */
  async receive(frame: Pick<CanFrame, 'id' | 'data'>): Promise<void> {
    this.driver.receive(CHANNEL, { id: frame.id, data: frame.data });
    await setImmediate();
  }

  /** The clock is set. */
  setClock(ms: number): void {
    this.#epochMs = ms - this.#scheduler.frame;
    this.driver.nowUs = ms * 1000;
  }

  async end(): Promise<void> {
    this.run.stop();
    await this.run.ended;
    this.events.push({ after: this.frames.length, end: true });
  }
}
