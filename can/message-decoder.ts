import { compileSignal, type SignalCodec } from './codec.js';
import type { DbcMessage } from './dbc/dbc.js';
import { frameKey, type CanFrame } from './frame.js';

/** Why a frame gave no values. */
export type DecodeFault = 'SHORT_FRAME';

/** The wanted signals of one message; a bad frame changes nothing. */
export class MessageDecoder {
  readonly message: DbcMessage;
  readonly codecs: readonly SignalCodec[];
  /** physical, in the order of the wanted signals: as the last good frame that carried the signal had it, else NaN */
  readonly values: Float64Array;
  /** 1 where the last good frame carried the signal, 0 where its multiplexer chose others */
  readonly present: Uint8Array;

  /** Throws an InputError for a signal that the message has not, or that can't be decoded. */
  constructor(message: DbcMessage, signals: readonly string[]) {
    this.message = message;
    this.codecs = signals.map((name) => compileSignal(message, name));
    this.values = new Float64Array(signals.length).fill(NaN);
    this.present = new Uint8Array(signals.length);
  }

  /** A payload longer than the DBC says is taken, a shorter one is not: its sender means something else, or it is torn. */
  decode(data: Uint8Array): DecodeFault | undefined {
    if (data.length < this.message.length) return 'SHORT_FRAME';
    const { codecs, values, present } = this;
    for (let i = 0; i < codecs.length; i++) {
      const codec = codecs[i]!;
      const isPresent = codec.isPresent(data);
      present[i] = isPresent ? 1 : 0;
      if (isPresent) codec.decode(data, values, i);
    }
    return undefined;
  }
}

/** Finds the decoder of a frame among the wanted ones. */
export class DecoderTable {
  readonly #decoders = new Map<number, MessageDecoder>();

  constructor(decoders: Iterable<MessageDecoder>) {
    for (const decoder of decoders) {
      this.#decoders.set(frameKey(decoder.message.id, decoder.message.extended), decoder);
    }
  }

  /** undefined for an unwanted id, and for error and remote frames, which carry no signals. */
  find(frame: CanFrame): MessageDecoder | undefined {
    const decoder = this.#decoders.get(frameKey(frame.id, frame.extended));
    return decoder && !frame.error && !frame.remote ? decoder : undefined;
  }
}
