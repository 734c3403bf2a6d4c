import { InputError } from '../core/input-error.js';
import type { DbcMessage, DbcSignal } from './dbc/dbc.js';
import { compileField, type RawField } from './raw-field.js';

/**
 * A signal's physical value in a payload that is long enough for it. It is read and written in its place among others:
 * a number that a function of a table gives back is an object of its own.
 */
export type SignalCodec = {
  signal: DbcSignal;
  field: RawField;
  /** raw · factor + offset, in the signal's unit, to `values[at]`; NaN or infinite where a float signal says so */
  decode(data: Uint8Array, values: Float64Array, at: number): void;
  /**
   * The raw value nearest to `values[at]`; false where there is none (out of the field's range, not finite), and nothing
   * is written.
   */
  encode(data: Uint8Array, values: Float64Array, at: number): boolean;
  /** whether the multiplexers say that the signal is in this frame */
  isPresent: (data: Uint8Array) => boolean;
};

/** Compiles a signal of a message; an InputError that names it where the DBC gives it no place in the frame. */
export function compileSignal(message: DbcMessage, name: string): SignalCodec {
  const signal = message.signals.find((one) => one.name === name);
  if (!signal) {
    const names = message.signals.map((one) => one.name).join(', ') || 'none';
    throw new InputError(
      `expected a signal of ${message.name} (${names}), got ${name} (${message.file}:${message.line})`,
    );
  }
  if (signal.fault !== undefined) {
    throw new InputError(`${message.name}.${name} can't be decoded: ${signal.fault} (${message.file}:${signal.line})`);
  }
  const { factor, offset } = signal;
  const field = compileField(signal);
  const isFloat = signal.kind === 'float';
  const isDouble = signal.length === 64;
  const end = 2 ** (signal.kind === 'signed' ? signal.length - 1 : signal.length);
  const begin = signal.kind === 'signed' ? -end : 0;
  return {
    signal,
    field,
    decode: (data, values, at) => void (values[at] = field.read(data) * factor + offset),
    encode: (data, values, at) => {
      const exact = (values[at]! - offset) / factor;
      const raw = isFloat ? exact : Math.round(exact);
      // What is no number fails the comparison too; `end` is exact where 2^64 − 1 is not.
      const fits = isFloat ? isDouble || fitsSingle(raw) : raw >= begin && raw < end;
      if (fits) field.write(data, raw);
      return fits;
    },
    isPresent: compilePresence(message, signal),
  };
}

const fitsSingle = (value: number) => Number.isFinite(Math.fround(value)) || !Number.isFinite(value);

function compilePresence(message: DbcMessage, { multiplexing }: DbcSignal): (data: Uint8Array) => boolean {
  if (!multiplexing) return () => true;
  const multiplexer = message.signals.find((one) => one.name === multiplexing.by)!; // a fault where there is none
  const above = compilePresence(message, multiplexer);
  // The DBC states the values as bit patterns, so that a multiplexer declared as signed still counts from 0.
  const field = compileField({ ...multiplexer, kind: 'unsigned' });
  const { ranges } = multiplexing;
  return (data) => {
    if (!above(data)) return false;
    const raw = field.read(data);
    return ranges.some(([from, to]) => raw >= from && raw <= to);
  };
}
