import { GridClock } from './grid-clock.js';
import type { Reason } from '../../core/prediction.js';
import type { StageProbe } from '../../core/stage-probe.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { sampleOf, type GridStep } from './vehicle-signals.js';
import type { BusMessage } from './bus-message.js';
import { FrameCounts } from './frame-counts.js';
import type { CanFrame } from '../frame.js';
import type { Quantity } from './quantity.js';
import { VehicleBus, type Vehicle } from './vehicle-bus.js';

/** µs after a grid time when a tick closes it where no frame did: so that what follows from it is out within 50 ms */
const TICK_GRACE = 40_000;
/** µs by which frames may overtake each other on their way */
const MAX_DISORDER = 50_000;
/** µs; longer than any bus that is driven with is silent */
const LONGEST_GAP = 1e6;
/** µs; stamps that jump ahead by more are a clock that was set, or a pause in which nothing was recorded */
const LONGEST_SILENCE = 10e6;
/** Wanted frames in a row that agree with each other on another time than the bus had. */
const WITNESSES = 3;
const NONE: readonly VehicleSample[] = [];
const BEFORE = { before: true };

type Arrival = { message: BusMessage; frame: CanFrame };

/**
 * Frames of a vehicle's bus → samples on the grid of the model's step, from the frames' stamps alone; or on `phases`
 * grids of that step, evenly interleaved, so that a model of that step can be asked every dt / phases.
 *
 * A grid time is closed by the first wanted frame stamped after it, and carries the last values at or before it. The
 * rules of disorder: a frame that comes twice (stamp and bytes) is taken once; one that is older than its message's last,
 * or not younger than the last closed grid time, is not taken; both change nothing and are told as reasons. The time of
 * the bus is its greatest stamp, and one frame never sets it: a frame more than 50 ms behind the others or 1 s ahead
 * waits for the next wanted ones. Three in a row that agree with each other so are the bus, and are taken; where a frame in time comes
 * first, those that waited are out of order. A bus that went back, or ahead by more than 10 s, had its clock set: values
 * of cyclic messages are forgotten and the window restarts. A shorter silence gives every grid time, with signals late
 * and then lost.
 */
export class FrameSampler {
  readonly counts: FrameCounts;
  readonly #bus: VehicleBus;
  readonly #clock: GridClock;
  readonly #probe: StageProbe | undefined;
  readonly #onFault = (quantity: string, reason: Reason) => this.counts.fault(quantity, reason);
  /** µs, since the clock began: the greatest stamp of a frame, and of a frame or a tick */
  #frameUs = NaN;
  #latestUs = NaN;
  /** µs, since when the bus is listened to on this clock */
  #sinceUs = NaN;
  readonly #phases: number;
  /** written again at each: what a sample is made at, and the samples of a frame that closes one, as nearly all do */
  readonly #step: GridStep;
  readonly #one: VehicleSample[] = [];
  /** how many steps are still to say that the clock was set */
  #stepsToTell = 0;
  #linkReasons: readonly Reason[] = [];
  /** frames of another time than the bus, oldest first */
  #waiting: Arrival[] = [];

  /** `dt`: s, step of the model; `phases`: interleaved grids of it */
  constructor(
    vehicle: Vehicle,
    { dt, phases = 1, probe }: { dt: number; phases?: number; probe?: StageProbe | undefined },
  ) {
    this.#probe = probe;
    this.#phases = phases;
    this.#bus = new VehicleBus(vehicle);
    const { speedFloor, positionLatency } = this.#bus;
    this.#step = { timeUs: NaN, sinceUs: NaN, speedFloor, positionLatency, phases, clock: [], told: [] };
    this.counts = new FrameCounts(() => this.#bus.notes);
    this.#clock = new GridClock(dt / phases);
  }

  /** µs, when a tick would close the next grid time; NaN before the first frame or tick */
  get dueUs(): number {
    return this.#clock.openUs + TICK_GRACE;
  }

  /** The vehicle's, as the last frame left them. */
  get quantities(): readonly Quantity[] {
    return this.#bus.quantities;
  }

  /** What has no young value, each in a few words. */
  get absences(): string[] {
    return this.#bus.absences({ timeUs: this.#latestUs, sinceUs: this.#sinceUs });
  }

  /** The samples that this frame closes, oldest first, in an array that the next call may write again. */
  push(frame: CanFrame): readonly VehicleSample[] {
    this.counts.frames++;
    const message = this.#bus.find(frame);
    if (!message) return NONE;
    this.counts.wanted++;
    return this.#judge(message, frame);
  }

  /** Time without frames: closes the grid times that are 40 ms old. */
  tick(timeUs: number): readonly VehicleSample[] {
    const isBack = timeUs < this.#latestUs - MAX_DISORDER;
    return [...this.#follow(timeUs, isBack), ...this.#close(timeUs - TICK_GRACE), ...this.#letIn()];
  }

  /**
   * Whether a tick at this time closes grid times and does nothing else, so that any ticks up to it, or none, leave the
   * same: no step of the clock, and no frame that waits is taken for it.
   */
  isPlain(timeUs: number): boolean {
    const isSteady = timeUs >= this.#latestUs && timeUs <= this.#latestUs + LONGEST_SILENCE;
    return isSteady && !this.#waiting.some(({ frame }) => isInTime(frame.timestampUs, this.#frameUs, timeUs));
  }

  /** Plain ticks, the last of them at `untilUs`. */
  *pass(untilUs: number): Generator<VehicleSample, void> {
    while (untilUs > this.#latestUs + LONGEST_SILENCE) yield* this.tick(this.#latestUs + LONGEST_SILENCE);
    yield* this.tick(untilUs);
  }

  /** What is wrong with the interface itself, from here on. */
  link(reasons: readonly Reason[]): void {
    this.#linkReasons = reasons;
  }

  /** No frame follows: closes the grid time that the last one is at. */
  end(): readonly VehicleSample[] {
    this.#refuseWaiting();
    return this.#close(this.#latestUs);
  }

  /** A frame in time is taken, another one waits for those that bear it out. */
  #judge(message: BusMessage, frame: CanFrame): readonly VehicleSample[] {
    const { timestampUs } = frame;
    if (isInTime(timestampUs, this.#frameUs, this.#latestUs)) {
      if (this.#waiting.length > 0) this.#refuseWaiting();
      return this.#take(message, frame);
    }
    const stamps = this.#waiting.map((one) => one.frame.timestampUs);
    const greatest = Math.max(...stamps);
    if (stamps.length > 0 && !isInTime(timestampUs, greatest, greatest)) this.#refuseWaiting();
    const data = new Uint8Array(frame.data); // a channel may use its bytes again, and a Buffer's slice() is a view of them
    this.#waiting.push({ message, frame: { ...frame, data } });
    if (this.#waiting.length < WITNESSES) return NONE;
    const first = this.#waiting[0]!.frame.timestampUs;
    return [...this.#follow(first, first < this.#frameUs - MAX_DISORDER), ...this.#letIn()];
  }

  /** The time has changed: what waited is judged by it. */
  #letIn(): VehicleSample[] {
    const arrivals = this.#waiting;
    this.#waiting = [];
    return arrivals.flatMap(({ message, frame }) => this.#judge(message, frame));
  }

  #refuseWaiting(): void {
    for (const { message } of this.#waiting) this.#remark(message, 'OUT_OF_ORDER');
    this.#waiting = [];
  }

  /** It is `timeUs` on the bus; a step of the clock closes the grid time that the old one had come to. */
  #follow(timeUs: number, isBack: boolean): readonly VehicleSample[] {
    if (!isBack && !(timeUs > this.#latestUs + LONGEST_SILENCE)) {
      if (!this.#clock.running) this.#start(timeUs);
      this.#latestUs = Math.max(this.#latestUs, timeUs);
      return NONE;
    }
    const last = this.#close(this.#latestUs);
    this.#bus.restart(timeUs);
    this.#stepsToTell = this.#phases;
    this.counts.clockSteps++;
    this.#start(timeUs);
    return last;
  }

  #start(timeUs: number): void {
    this.#clock.start(timeUs);
    this.#latestUs = this.#sinceUs = timeUs;
    this.#frameUs = NaN;
  }

  #take(message: BusMessage, frame: CanFrame): readonly VehicleSample[] {
    const { timestampUs } = frame;
    this.#follow(timestampUs, false);
    this.#frameUs = this.#frameUs > timestampUs ? this.#frameUs : timestampUs;
    const closed = this.#close(timestampUs, BEFORE);
    this.#probe?.('sample');
    this.#decode(message, frame);
    this.#probe?.('decode');
    return closed;
  }

  #decode(message: BusMessage, frame: CanFrame): void {
    const { wanted } = message;
    const fault = wanted.take(frame, this.#clock.isClosed(frame.timestampUs));
    if (fault) this.#remark(message, fault);
    if (!wanted.taken) return;
    this.#bus.refresh(message, frame.timestampUs, this.#onFault);
  }

  #remark({ wanted, quantities }: BusMessage, fault: Reason): void {
    this.counts.fault(wanted.decoder.message.name, fault);
    for (const { signal } of quantities) signal.remark(fault);
  }

  #close(timeUs: number, options?: { before: boolean }): readonly VehicleSample[] {
    const at = this.#clock.close(timeUs, options);
    if (Number.isNaN(at)) return NONE;
    this.#one[0] = this.#sampleAt(at);
    let next = this.#clock.close(timeUs, options);
    if (Number.isNaN(next)) return this.#one;
    const samples = this.#one.slice();
    for (; !Number.isNaN(next); next = this.#clock.close(timeUs, options)) samples.push(this.#sampleAt(next));
    return samples;
  }

  #sampleAt(timeUs: number): VehicleSample {
    const { signals, quantities } = this.#bus;
    const step = this.#step;
    step.timeUs = timeUs;
    step.sinceUs = this.#sinceUs;
    for (let q = 0; q < quantities.length; q++) {
      const { signal, label } = quantities[q]!;
      const absence = signal.absence(step);
      if (absence && absence !== 'SIGNAL_AWAITED') this.counts.overdue(label, absence);
    }
    step.clock = this.#stepsToTell > 0 ? ['CLOCK_STEP', ...this.#linkReasons] : this.#linkReasons;
    if (this.#stepsToTell > 0) this.#stepsToTell--;
    return sampleOf(signals, step);
  }
}

/** Whether a frame of this stamp may come after those up to `frameUs`, when it is `latestUs` (NaN: none, not known). */
const isInTime = (timeUs: number, frameUs: number, latestUs: number) =>
  !(timeUs < frameUs - MAX_DISORDER || timeUs > latestUs + LONGEST_GAP);
