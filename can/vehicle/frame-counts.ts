import type { Reason } from '../../core/prediction.js';

/** What came of the frames of a bus or a log. */
export class FrameCounts {
  frames = 0;
  wanted = 0;
  clockSteps = 0;
  readonly #faults = new Map<string, number>();

  /** A frame or value of this message or quantity that was not taken, or that tells of lost ones. */
  fault(name: string, reason: Reason): void {
    const key = `${reason} ${name}`;
    this.#faults.set(key, (this.#faults.get(key) ?? 0) + 1);
  }

  /** `CHECKSUM SPEED` → how often */
  get faults(): ReadonlyMap<string, number> {
    return this.#faults;
  }

  /** One line. */
  describe(): string {
    const steps = this.clockSteps > 0 ? [`${this.clockSteps} CLOCK_STEP`] : [];
    const faults = [...this.#faults].map(([key, count]) => `${count} ${key}`);
    return `${this.frames} frames, ${this.wanted} of wanted messages: ${[...steps, ...faults].join(', ') || 'no faults'}`;
  }
}
