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

/** A signal's physical value in the message that is made. */
type Source = (prediction: Prediction, age: number) => number;
type Message = { encoder: MessageEncoder; sources: Source[]; values: Float64Array; checksum: Checksum };

/** Predictions → the frames of the message, one counter value each. What is written into them is what the DBC says. */
export class PredictionEncoder {
  readonly dbc: string;
  #model: number;
  readonly #messages: readonly Message[];
  readonly #frames: readonly OutgoingFrame[];
  #counter = 0;

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
    for (let m = 0; m < this.#messages.length; m++) {
      const { encoder, sources, values, checksum } = this.#messages[m]!;
      const { id, data } = this.#frames[m]!;
      for (let s = 0; s < sources.length; s++) values[s] = sources[s]!(prediction, age);
      const misfit = encoder.encodeInto(data, values);
      if (misfit !== undefined) throw new RangeError(`${misfit} does not fit`); // each value is made to fit
      protect(checksum, id, data);
    }
    this.#counter++;
    return this.#frames;
  }

  #sourceOf({ name, length }: DbcSignal): Source {
    if (name === 'COUNTER') return () => this.#counter % 2 ** length;
    if (name === 'STATE') return ({ state }) => STATE_CODES.indexOf(state);
    if (name === 'MODEL') return () => this.#model;
    if (name === 'AGE') return (_, age) => unsignedByte(Math.max(0, age), AGE_STEP);
    if (name.startsWith('REASON_')) {
      const group = name.slice('REASON_'.length) as ReasonGroup; // as: the layout makes the names of the groups
      return ({ reasons }) => (hasGroup(reasons, group) ? 1 : 0);
    }
    const step = Number(name.at(-1)) - 1;
    if (name.startsWith('ANGLE_')) return ({ steeringAngleDeg }) => signedWord(steeringAngleDeg?.[step], ANGLE_STEP);
    return (prediction) => {
      const isKnown = signedWord(prediction.steeringAngleDeg?.[step], ANGLE_STEP) !== NO_ANGLE * ANGLE_STEP;
      return unsignedByte(isKnown ? halfWidth(prediction, step) : undefined, HALF_WIDTH_STEP);
    };
  }
}

/** The first four bytes, as the message carries them. */
const shortHash = (sha256: string): number => Buffer.from(sha256, 'hex').readUInt32LE();

/** deg; the angle need not lie in the middle of its interval, all of which is to lie within the half-widths. */
function halfWidth({ steeringAngleDeg, lower, upper }: Prediction, step: number): number | undefined {
  const angle = steeringAngleDeg?.[step];
  if (angle === undefined || !lower || !upper) return undefined;
  return Math.max(angle - lower[step]!, upper[step]! - angle);
}

/** Rounded to the step; "not available" where there is none, or none that 16 bits hold. */
function signedWord(value: number | undefined, step: number): number {
  const raw = Math.round((value ?? NaN) / step);
  return (Math.abs(raw) < -NO_ANGLE ? raw : NO_ANGLE) * step;
}

/** Rounded up to the step, as less age or width than there is would flatter; at most the largest value. */
function unsignedByte(value: number | undefined, step: number): number {
  const raw = Math.ceil(Math.round(((value ?? NaN) / step) * 1e6) / 1e6); // 0.015 / 0.005 is more than 3
  return (Number.isNaN(raw) || raw < 0 ? NO_BYTE : Math.min(raw, NO_BYTE - 1)) * step;
}
