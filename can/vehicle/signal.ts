import type { MessageTiming } from './message-timing.js';
import type { Reason } from '../../core/prediction.js';

/** µs; stamps of neighbours may be this close by jitter alone, so no rate is taken over less */
const SHORTEST_INTERVAL = 1000;

export type SignalLimits = {
  /** smallest and largest value, SI (angles: deg), left positive */
  range?: readonly [number, number] | undefined;
  /** largest change, in the value's unit a second */
  maxRate?: number | undefined;
  /** s, time constant of a first-order low-pass; it delays by as much */
  smoothing?: number | undefined;
};

/** µs: now, and since when the bus is listened to. Handed on as an object that is there: a number may be made into one. */
export type Moment = { timeUs: number; sinceUs: number };

/**
 * One quantity of the vehicle as its last good value, with its stamp. A bad value changes nothing: the good one stands,
 * ages, is late and then lost.
 */
export class Signal {
  value = NaN;
  /** µs, of the value; NaN before the first */
  stampUs = NaN;
  readonly #limits: SignalLimits;
  readonly #timings: readonly MessageTiming[];
  /**
   * What is wrong, and at how many steps each has been told. Lists, not a Map: one that is filled and emptied again and
   * again leaves a chain of tables in the old generation, each of which keeps the next one alive.
   */
  readonly #faults: Reason[] = [];
  readonly #told: number[] = [];
  /** as it came, before smoothing */
  #raw = NaN;
  #cameUs = NaN;

  /** `timings` of all messages that the value is made of */
  constructor(timings: readonly MessageTiming[], limits: SignalLimits = {}) {
    this.#timings = timings;
    this.#limits = limits;
  }

  /** Keeps what is wrong until the next steps have said it; returns it. */
  remark(fault: Reason): Reason {
    const known = this.#faults.indexOf(fault);
    const place = known < 0 ? this.#faults.push(fault) - 1 : known;
    this.#told[place] = 0;
    return fault;
  }

  /** A value that came at `timeUs`; `stampUs` is older where a part of it is. Returns why it is not taken. */
  offer(value: number, timeUs: number, stampUs = timeUs): Reason | undefined {
    const { range, maxRate, smoothing } = this.#limits;
    const isInRange = range ? value >= range[0] && value <= range[1] : Number.isFinite(value);
    if (!isInRange) return this.remark('RANGE');
    const seconds = Math.max(timeUs - this.#cameUs, SHORTEST_INTERVAL) / 1e6;
    if (maxRate !== undefined && Math.abs(value - this.#raw) > maxRate * seconds) return this.remark('RATE');
    const isFirst = Number.isNaN(this.#raw);
    this.value =
      smoothing && !isFirst ? this.value + (1 - Math.exp(-seconds / smoothing)) * (value - this.value) : value;
    this.#raw = value;
    this.#cameUs = timeUs;
    this.stampUs = stampUs;
    return undefined;
  }

  /** s, at `timeUs`; NaN where no value has come */
  ageAt(timeUs: number): number {
    return (timeUs - this.stampUs) / 1e6;
  }

  /** Whether there is a value that may still be used at `timeUs`. */
  isAlive(timeUs: number): boolean {
    return timeUs - this.stampUs <= this.#limit('lostUs');
  }

  /** Why there is no young value. */
  absence({ timeUs, sinceUs }: Moment): 'SIGNAL_AWAITED' | 'SIGNAL_LATE' | 'SIGNAL_LOST' | undefined {
    const isSeen = !Number.isNaN(this.stampUs);
    const age = timeUs - (isSeen ? this.stampUs : sinceUs);
    if (age > this.#limit('lostUs')) return 'SIGNAL_LOST';
    if (!isSeen) return 'SIGNAL_AWAITED';
    return age > this.#limit('lateUs') ? 'SIGNAL_LATE' : undefined;
  }

  /**
   * Adds what is wrong with the signal. A fault is forgotten once `phases` steps have told it: one of each interleaved
   * grid.
   */
  report(reasons: Reason[], at: Moment & { phases: number }): void {
    const absence = this.absence(at);
    if (absence) addOnce(reasons, absence);
    let kept = 0;
    for (let f = 0; f < this.#faults.length; f++) {
      const fault = this.#faults[f]!;
      const told = this.#told[f]! + 1;
      addOnce(reasons, fault);
      if (told >= at.phases) continue;
      this.#faults[kept] = fault;
      this.#told[kept++] = told;
    }
    if (kept < this.#faults.length) this.#faults.length = this.#told.length = kept;
  }

  /** The clock was set to `timeUs`. Values have no age in the new time, and only those sent on change need none. */
  restart(timeUs: number): void {
    this.#faults.length = this.#told.length = 0;
    const isSeen = !Number.isNaN(this.stampUs);
    if (isSeen && this.#timings.every(({ isOnChange }) => isOnChange)) this.stampUs = this.#cameUs = timeUs;
    else this.value = this.stampUs = this.#raw = this.#cameUs = NaN;
  }

  #limit(name: 'lateUs' | 'lostUs'): number {
    let limit = 0;
    for (let t = 0; t < this.#timings.length; t++) limit = Math.max(limit, this.#timings[t]![name]);
    return limit;
  }
}

/** Adds a reason that is not there yet. */
export function addOnce(reasons: Reason[], reason: Reason): void {
  if (!reasons.includes(reason)) reasons.push(reason);
}
