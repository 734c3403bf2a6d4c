import type { VehicleSample } from './vehicle-sample.js';

/** m/s at the most of a car that stands */
const STANDING = 0.1;
/** s without a speed after which the bus is asleep */
const ASLEEP = 5;
/** s; the newest sample is that much younger than the one before at the most, unless the clock was set */
const LONGEST_LOOK = 10;
/** s of standing until a car counts as parked: with the bus asleep, and where the ignition is not known */
const PARKED_ASLEEP = 60;
const PARKED_UNKNOWN = 600;

type Seen = Pick<VehicleSample, 'time' | 'vEgo' | 'ignition' | 'ages'>;

/** Tells whether the car is parked, from its samples: it stands, and its ignition is off, its bus asleep, or for long. */
export class ParkedWatch {
  /** s, as of the samples; undefined while it drives */
  #standingSince: number | undefined;
  #last: Seen | undefined;

  /** Now and then, with the newest sample. */
  next(sample: Seen): void {
    const looked = sample.time - (this.#last?.time ?? sample.time);
    const isClockSet = looked < 0 || looked > LONGEST_LOOK;
    this.#last = sample;
    const stands = isAsleep(sample) || Math.abs(sample.vEgo) <= STANDING;
    if (!stands) this.#standingSince = undefined;
    else if (isClockSet || this.#standingSince === undefined) this.#standingSince = sample.time;
  }

  /** False before anything was heard. */
  get isParked(): boolean {
    if (!this.#last || this.#standingSince === undefined) return false;
    const seconds = this.#last.time - this.#standingSince;
    if (isAsleep(this.#last)) return seconds >= PARKED_ASLEEP;
    return this.#last.ignition === false || (this.#last.ignition === undefined && seconds >= PARKED_UNKNOWN);
  }
}

const isAsleep = ({ ages }: Seen) => !(ages !== undefined && ages.vEgo <= ASLEEP);
