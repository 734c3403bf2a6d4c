import { parseDbc } from '../../../can/dbc/parse.js';

export const parse = (text: string) => parseDbc(text, 'car.dbc');
/** A file of one message of eight bytes. */
export const withSignals = (lines: string, after = '') => parse(`BO_ 37 STEER: 8 EPS\n${lines}\n\n${after}`);
export const signalOf = (line: string, after = '') => withSignals(line, after).messages[0]!.signals[0]!;
