import type { DbcMessage } from '../dbc/dbc.js';
import { MessageDecoder } from '../message-decoder.js';

export type SignalRange = {
  signal: string;
  unit: string;
  /** physical; NaN where no frame carried the signal */
  min: number;
  max: number;
  last: number;
  /** frames with another value than the one before */
  changes: number;
  /** frames whose value is no finite number */
  notFinite: number;
};

/** Smallest and largest value of each signal of a message that can be decoded. */
export class SignalRanges {
  readonly ranges: readonly SignalRange[];
  /** frames with fewer bytes than the message */
  shortFrames = 0;
  readonly #decoder: MessageDecoder;

  constructor(message: DbcMessage) {
    const signals = message.signals.filter(({ fault }) => fault === undefined);
    this.#decoder = new MessageDecoder(
      message,
      signals.map(({ name }) => name),
    );
    this.ranges = signals.map(({ name, unit }) => {
      return { signal: name, unit, min: NaN, max: NaN, last: NaN, changes: 0, notFinite: 0 };
    });
  }

  add(data: Uint8Array): void {
    const { values, present } = this.#decoder;
    if (this.#decoder.decode(data)) {
      this.shortFrames++;
      return;
    }
    this.ranges.forEach((range, i) => {
      if (present[i] === 1) addValue(range, values[i]!);
    });
  }
}

function addValue(range: SignalRange, value: number): void {
  if (!Number.isFinite(value)) {
    range.notFinite++;
    return;
  }
  if (!Number.isNaN(range.last) && value !== range.last) range.changes++;
  range.last = value;
  range.min = value < range.min || Number.isNaN(range.min) ? value : range.min;
  range.max = value > range.max || Number.isNaN(range.max) ? value : range.max;
}
