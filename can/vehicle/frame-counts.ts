import type { Reason } from '../../core/prediction.js';

/** What came of the frames of a bus or a log. */
export class FrameCounts {
  frames = 0;
  wanted = 0;
  clockSteps = 0;
  readonly #faults = new Map<string, number>();
  readonly #overdue = new Map<string, number>();
  readonly #notes: () => readonly string[];

  /** `notes`: what there is to say of the bus beside the counts */
  constructor(notes: () => readonly string[]) {
    this.#notes = notes;
  }

  /** A frame or value of this message or quantity that was not taken, or that tells of lost ones. */
  fault(name: string, reason: Reason): void {
    increment(this.#faults, `${reason} ${name}`);
  }

  /** A step at which this quantity was late or lost. */
  overdue(name: string, reason: Reason): void {
    increment(this.#overdue, `${reason} ${name}`);
  }

  /** `CHECKSUM SPEED` → how often */
  get faults(): ReadonlyMap<string, number> {
    return this.#faults;
  }

  /** `SIGNAL_LATE speed` → at how many steps */
  get overdueSignals(): ReadonlyMap<string, number> {
    return this.#overdue;
  }

  /** One line. */
  describe(): string {
    const told = [
      ...(this.clockSteps > 0 ? [`${this.clockSteps} CLOCK_STEP`] : []),
      ...[...this.#faults].map(([key, count]) => `${count} ${key}`),
      ...[...this.#overdue].map(([key, count]) => `${key} at ${count} ${count === 1 ? 'step' : 'steps'}`),
      ...this.#notes(),
    ];
    return `${this.frames} frames, ${this.wanted} of wanted messages: ${told.join(', ') || 'no faults'}`;
  }
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
