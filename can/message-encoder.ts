import { InputError } from '../core/input-error.js';
import { compileSignal, type SignalCodec } from './codec.js';
import type { DbcMessage } from './dbc/dbc.js';
import { findOverlaps } from './dbc/faults.js';

/** Writes values of the named signals into payloads of a message. */
export class MessageEncoder {
  readonly message: DbcMessage;
  readonly #signals: readonly string[];
  /** multiplexers before what hangs on them */
  readonly #order: readonly { codec: SignalCodec; index: number }[];

  /**
   * Throws an InputError for a signal that the message has not, and where two of them share bits and no multiplexer
   * keeps them apart: one would overwrite the other.
   */
  constructor(message: DbcMessage, signals: readonly string[]) {
    this.message = message;
    this.#signals = signals;
    const codecs = signals.map((name, index) => ({ codec: compileSignal(message, name), index }));
    this.#order = codecs.sort((a, b) => depth(message, a.codec) - depth(message, b.codec));
    const own = codecs.map(({ codec }) => codec.signal);
    for (const [a, b] of findOverlaps(message, own)) {
      const where = `${message.file}:${b.line}`;
      throw new InputError(`expected signals with bits of their own, got ${b.name} over ${a.name} (${where})`);
    }
  }

  /**
   * A payload of the message's length, zero where no signal lies. `values` are physical, in the order of the signals;
   * the value of a signal that the multiplexers leave out is not looked at. Returns the name of the first signal whose
   * value does not fit instead of a payload.
   */
  encode(values: ArrayLike<number>): { data: Uint8Array } | { misfit: string } {
    const data = new Uint8Array(this.message.length);
    const misfit = this.encodeInto(data, Float64Array.from(values));
    return misfit === undefined ? { data } : { misfit };
  }

  /** The same into a payload of the message's length, whose bits outside the signals stay; returns the misfit, if any. */
  encodeInto(data: Uint8Array, values: Float64Array): string | undefined {
    for (let s = 0; s < this.#order.length; s++) {
      const { codec, index } = this.#order[s]!;
      if (codec.isPresent(data) && !codec.encode(data, values, index)) return this.#signals[index]!;
    }
    return undefined;
  }
}

function depth(message: DbcMessage, { signal }: SignalCodec): number {
  let steps = 0;
  let at = signal;
  for (; at.multiplexing; steps++) {
    const { by } = at.multiplexing;
    at = message.signals.find((one) => one.name === by)!; // compileSignal has followed the chain
  }
  return steps;
}
