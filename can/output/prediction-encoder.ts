import type { Prediction } from '../../core/prediction.js';
import { parseDbc } from '../dbc/parse.js';
import { autosarProfile5 } from '../e2e/autosar.js';
import { protect, type Checksum } from '../e2e/e2e.js';
import { j1850Checksum } from '../e2e/one-byte.js';
import type { OutgoingFrame } from '../live/can-driver.js';
import { MessageEncoder } from '../message-encoder.js';
import { formatPredictionDbc, type OutputAddress } from './prediction-dbc.js';
import { AGE_STEP, ANGLE_STEP, HALF_WIDTH_STEP, NO_ANGLE, NO_BYTE, STATE_CODES } from './prediction-layout.js';
import { hasGroup, type ReasonGroup } from './reason-groups.js';

/** A prediction with what else the message says of it. */
export type OutputPrediction = Prediction & {
  /** s, of the oldest input when the message is sent; NaN where it is not known */
  age: number;
};

/** Predictions → the frames of the message, one counter value each. What is written into them is what the DBC says. */
export class PredictionEncoder {
  readonly dbc: string;
  #model: number;
  readonly #messages: { encoder: MessageEncoder; names: string[]; checksum: Checksum }[];
  #counter = 0;

  /** `modelSha256` in hex */
  constructor(address: OutputAddress, modelSha256: string) {
    this.dbc = formatPredictionDbc(address);
    this.#model = shortHash(modelSha256);
    const { messages } = parseDbc(this.dbc, 'the message of the predictions');
    this.#messages = messages.map((message) => {
      const names = message.signals.map(({ name }) => name).filter((name) => name !== 'CHECKSUM');
      const checksum = message.fd ? autosarProfile5({ dataId: message.id & 0xffff }) : j1850Checksum({ at: 0 });
      return { encoder: new MessageEncoder(message, names), names, checksum };
    });
  }

  /** The predictions to come are of another model. */
  useModel(sha256: string): void {
    this.#model = shortHash(sha256);
  }

  /** The frames to be sent, one right after the other. */
  encode(prediction: OutputPrediction): OutgoingFrame[] {
    const counter = this.#counter++;
    return this.#messages.map(({ encoder, names, checksum }) => {
      const { message } = encoder;
      const counterSignal = message.signals.find(({ name }) => name === 'COUNTER')!; // of each message in the layout
      const values = names.map((name) =>
        name === 'COUNTER' ? counter % 2 ** counterSignal.length : this.#valueOf(name, prediction),
      );
      const encoded = encoder.encode(values);
      if ('misfit' in encoded) throw new RangeError(`${encoded.misfit} does not fit`); // each value is made to fit
      const { id, extended, fd } = message;
      protect(checksum, id, encoded.data);
      return { id, extended, fd, data: encoded.data };
    });
  }

  /** physical */
  #valueOf(name: string, prediction: OutputPrediction): number {
    const { state, reasons, steeringAngleDeg, age } = prediction;
    if (name === 'STATE') return STATE_CODES.indexOf(state);
    if (name === 'MODEL') return this.#model;
    if (name === 'AGE') return unsignedByte(Math.max(0, age), AGE_STEP);
    // as: the layout makes the names of the groups
    if (name.startsWith('REASON_')) return Number(hasGroup(reasons, name.slice('REASON_'.length) as ReasonGroup));
    const step = Number(name.at(-1)) - 1;
    const angle = signedWord(steeringAngleDeg?.[step], ANGLE_STEP);
    if (name.startsWith('ANGLE_')) return angle;
    const isKnown = angle !== NO_ANGLE * ANGLE_STEP;
    return unsignedByte(isKnown ? halfWidth(prediction, step) : undefined, HALF_WIDTH_STEP);
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
