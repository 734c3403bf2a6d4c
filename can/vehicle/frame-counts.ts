import { counted } from '../../core/counted.js';
import type { Reason } from '../../core/prediction.js';

/** What came of the frames of a bus or a log. */
export class FrameCounts {
  frames = 0;
  wanted = 0;
  clockSteps = 0;
  readonly #faults = new ReasonCounts();
  readonly #overdue = new ReasonCounts();
  readonly #notes: () => readonly string[];

  /** `notes`: what there is to say of the bus beside the counts */
  constructor(notes: () => readonly string[]) {
    this.#notes = notes;
  }

  /** A frame or value of this message or quantity that was not taken, or that tells of lost ones. */
  fault(name: string, reason: Reason): void {
    this.#faults.add(reason, name);
  }

  /** A step at which this quantity was late or lost. */
  overdue(name: string, reason: Reason): void {
    this.#overdue.add(reason, name);
  }

  /** `CHECKSUM SPEED` → how often */
  get faults(): ReadonlyMap<string, number> {
    return this.#faults.counts;
  }

  /** `SIGNAL_LATE speed` → at how many steps */
  get overdueSignals(): ReadonlyMap<string, number> {
    return this.#overdue.counts;
  }

  /** One line. */
  describe(): string {
    const told = [
      ...(this.clockSteps > 0 ? [`${this.clockSteps} CLOCK_STEP`] : []),
      ...[...this.faults].map(([key, count]) => `${count} ${key}`),
      ...[...this.overdueSignals].map(([key, count]) => `${key} at ${counted(count, 'step')}`),
      ...this.#notes(),
    ];
    return `${counted(this.frames, 'frame')}, ${this.wanted} of wanted messages: ${told.join(', ') || 'no faults'}`;
  }
}

/** How often which reason was told of which name: a signal may be late for hours, so no text is made at each step. */
class ReasonCounts {
  readonly #byName = new Map<string, Map<Reason, { count: number }>>();
  /** in the order in which they were first told */
  readonly #all: { key: string; counter: { count: number } }[] = [];

  add(reason: Reason, name: string): void {
    const counter = this.#byName.get(name)?.get(reason) ?? this.#begin(reason, name);
    counter.count++;
  }

  get counts(): ReadonlyMap<string, number> {
    return new Map(this.#all.map(({ key, counter }) => [key, counter.count]));
  }

  #begin(reason: Reason, name: string): { count: number } {
    const counter = { count: 0 };
    const ofName = this.#byName.get(name) ?? new Map<Reason, { count: number }>();
    this.#byName.set(name, ofName.set(reason, counter));
    this.#all.push({ key: `${reason} ${name}`, counter });
    return counter;
  }
}
