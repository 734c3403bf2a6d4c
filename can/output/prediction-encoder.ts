import type { Prediction } from '../../core/prediction.js';
import type { DbcSignal } from '../dbc/dbc.js';
import { parseDbc } from '../dbc/parse.js';
import { autosarProfile5 } from '../e2e/autosar.js';
import { protect, type Checksum } from '../e2e/e2e.js';
import { j1850Checksum } from '../e2e/one-byte.js';
import type { OutgoingFrame } from '../live/can-driver.js';
import { MessageEncoder } from '../message-encoder.js';
import { formatPredictionDbc, type OutputAddress } from './prediction-dbc.js';
import { AGE_STEP, ANGLE_STEP, HALF_WIDTH_STEP, NO_ANGLE, NO_BYTE, STATE_CODES } from './prediction-layout.js';
import { hasGroup, type ReasonGroup } from './reason-groups.js';

/** Writes a signal's physical value in the message that is made. */
type Source = (prediction: Prediction, values: Float64Array, at: number) => void;
type Message = { encoder: MessageEncoder; sources: Source[]; values: Float64Array; checksum: Checksum };

/** Predictions → the frames of the message, one counter value each. What is written into them is what the DBC says. */
export class PredictionEncoder {
  readonly dbc: string;
  #model: number;
  readonly #messages: readonly Message[];
  readonly #frames: readonly OutgoingFrame[];
  #counter = 0;
  /** s, of what is encoded */
  #age = NaN;

  /** `modelSha256` in hex */
  constructor(address: OutputAddress, modelSha256: string) {
    this.dbc = formatPredictionDbc(address);
    this.#model = shortHash(modelSha256);
    const { messages } = parseDbc(this.dbc, 'the message of the predictions');
    this.#messages = messages.map((message) => {
      const signals = message.signals.filter(({ name }) => name !== 'CHECKSUM');
      const names = signals.map(({ name }) => name);
      const checksum = message.fd ? autosarProfile5({ dataId: message.id & 0xffff }) : j1850Checksum({ at: 0 });
      const sources = signals.map((signal) => this.#sourceOf(signal));
      return { encoder: new MessageEncoder(message, names), sources, values: new Float64Array(names.length), checksum };
    });
    this.#frames = messages.map(({ id, extended, fd, length }) => {
      return { id, extended, fd, data: new Uint8Array(length) };
    });
  }

  /** The predictions to come are of another model. */
  useModel(sha256: string): void {
    this.#model = shortHash(sha256);
  }

  /**
   * The frames to be sent, one right after the other; the next call writes them again. `age`: s, of the oldest input now;
   * NaN where it is not known.
   */
  encode(prediction: Prediction, age: number): readonly OutgoingFrame[] {
    this.#age = age;
    for (let m = 0; m < this.#messages.length; m++) {
      const { encoder, sources, values, checksum } = this.#messages[m]!;
      const { id, data } = this.#frames[m]!;
      for (let s = 0; s < sources.length; s++) sources[s]!(prediction, values, s);
      const misfit = encoder.encodeInto(data, values);
      if (misfit !== undefined) throw new RangeError(`${misfit} does not fit`); // each value is made to fit
      protect(checksum, id, data);
    }
    this.#counter++;
    return this.#frames;
  }

  #sourceOf({ name, length }: DbcSignal): Source {
    if (name === 'COUNTER') return (_, values, at) => void (values[at] = this.#counter % 2 ** length);
    if (name === 'STATE') return ({ state }, values, at) => void (values[at] = STATE_CODES.indexOf(state));
    if (name === 'MODEL') return (_, values, at) => void (values[at] = this.#model);
    if (name === 'AGE') return (_, values, at) => void (values[at] = unsignedByte(Math.max(0, this.#age), AGE_STEP));
    if (name.startsWith('REASON_')) {
      const group = name.slice('REASON_'.length) as ReasonGroup; // as: the layout makes the names of the groups
      return ({ reasons }, values, at) => void (values[at] = hasGroup(reasons, group) ? 1 : 0);
    }
    const step = Number(name.at(-1)) - 1;
    if (name.startsWith('ANGLE_')) {
      return ({ steeringAngleDeg }, values, at) =>
        void (values[at] = signedWord(degAt(steeringAngleDeg, step), ANGLE_STEP));
    }
    return (prediction, values, at) => {
      const isKnown = signedWord(degAt(prediction.steeringAngleDeg, step), ANGLE_STEP) !== NO_ANGLE * ANGLE_STEP;
      values[at] = unsignedByte(isKnown ? halfWidth(prediction, step) : NaN, HALF_WIDTH_STEP);
    };
  }
}

/** The first four bytes, as the message carries them. */
const shortHash = (sha256: string): number => Buffer.from(sha256, 'hex').readUInt32LE();

/** NaN where there is none: a number that may be undefined is an object. */
const degAt = (angles: ArrayLike<number> | undefined, step: number): number => (angles ? angles[step]! - 0 : NaN);

/** deg; the angle need not lie in the middle of its interval, all of which is to lie within the half-widths. */
function halfWidth({ steeringAngleDeg, lower, upper }: Prediction, step: number): number {
  const angle = degAt(steeringAngleDeg, step);
  return Math.max(angle - degAt(lower, step), degAt(upper, step) - angle);
}

/** Rounded to the step; "not available" for NaN, and where 16 bits do not hold it. */
function signedWord(value: number, step: number): number {
  const raw = Math.round(value / step);
  return (Math.abs(raw) < -NO_ANGLE ? raw : NO_ANGLE) * step;
}

/** Rounded up to the step, as less age or width than there is would flatter; at most the largest value. */
function unsignedByte(value: number, step: number): number {
  const raw = Math.ceil(Math.round((value / step) * 1e6) / 1e6); // 0.015 / 0.005 is more than 3
  return (Number.isNaN(raw) || raw < 0 ? NO_BYTE : Math.min(raw, NO_BYTE - 1)) * step;
}
