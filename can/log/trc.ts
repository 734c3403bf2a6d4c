import { lengthOfDlc } from '../fd-length.js';
import { MAX_EXTENDED_ID, MAX_STAMP_US, MAX_STANDARD_ID, type CanFrame } from '../frame.js';
import { CAN_MAX_LENGTH, CANFD_MAX_LENGTH } from '../linux-can.js';
import { LineWords } from './line-words.js';
import { UNDATED, type LineFormat } from './log-reader.js';
import { newFrame, withData } from './new-frame.js';
import { NumberedChannels } from './numbered-channels.js';
import { PassedOver } from './passed-over.js';

/** `;$FILEVERSION=2.1`: what is said of the whole file. */
const SETTING = /^;\$(\w+)=(.*)$/;
/** Columns of the versions that do not name theirs, as `$COLUMNS` would. */
const COLUMNS: Readonly<Record<string, string>> = {
  '1.0': 'NOILD',
  '1.1': 'NOdILD',
  '1.2': 'NOBdILD',
  '1.3': 'NOBdIRLD',
};
/** Of version 2: data, remote, and FD alone, with BRS, ESI and both. Other types are events. */
const TYPES = ['dt', 'rr', 'fd', 'fb', 'fe', 'bi'] as const;
/** A line of each version. */
const EXAMPLES: Readonly<Record<string, string>> = {
  '1.0': '1) 1841 0300 2 00 FF',
  '1.1': '1) 1059.9 Rx 0300 2 00 FF',
  '1.2': '1) 1059.9 1 Rx 0300 2 00 FF',
  '1.3': '1) 1059.900 1 Rx 0300 - 2 00 FF',
  '2.0': '1 1059.900 DT 0300 Rx 2 00 FF',
  '2.1': '1 1059.900 DT 1 0300 Rx - 2 00 FF',
};
/** days from 1899-12-30, from which `$STARTTIME` counts, to 1970 */
const EPOCH_DAY = 25_569;
const US_PER_DAY = 86_400e6;
const MICROSECOND_PLACES = 3;
const STANDARD_ID_DIGITS = 4;

/**
 * PEAK's trace files (PCAN-View, PCAN-Explorer; "PEAK CAN TRC File Format", versions 1.0 to 2.1), their stamps in ms since
 * `$STARTTIME`, which names no time zone and is taken as UTC. Bus 1 is `can0`, and so is all of a file without buses.
 */
export class Trc implements LineFormat {
  readonly longest = 4096;
  #version = '1.0';
  readonly #words = new LineWords();
  readonly #channels = new NumberedChannels();
  readonly #passedOver = new PassedOver();
  #columns = columnsOf(COLUMNS['1.0']!);
  /** µs since 1970; undefined where the file does not say it */
  #startUs: number | undefined;

  parse(bytes: Buffer, begin: number, end: number): CanFrame | null | undefined {
    const words = this.#words;
    words.read(bytes, begin, end);
    if (words.count === 0) return undefined;
    return words.startsWith(0, ';') ? this.#head(bytes.toString('latin1', begin, end).trim()) : this.#line();
  }

  get expected(): string {
    const example = EXAMPLES[this.#version];
    if (example === undefined) return `a TRC log of version ${Object.keys(EXAMPLES).join(', ')}`;
    return `a line of a TRC log of version ${this.#version} such as "${example}"`;
  }

  /** Its DLC says how much data it has. */
  isWhole(): boolean {
    return true;
  }

  get remarks(): string[] {
    return [...(this.#startUs === undefined ? [UNDATED] : []), ...this.#passedOver.remarks];
  }

  #head(line: string): null | undefined {
    const [, name, value = ''] = SETTING.exec(line) ?? [];
    if (name === 'FILEVERSION') {
      this.#version = value.trim();
      if (!(this.#version in EXAMPLES)) return undefined;
      this.#columns = columnsOf(COLUMNS[this.#version] ?? '');
    }
    if (name === 'COLUMNS') this.#columns = columnsOf(value.replaceAll(/[^a-z]/gi, ''));
    if (name === 'STARTTIME') {
      const us = Math.round((Number(value) - EPOCH_DAY) * US_PER_DAY); // a day's fraction has more digits than a stamp
      this.#startUs = us >= 0 && us < MAX_STAMP_US ? us : undefined; // not of NaN
    }
    return null;
  }

  /** A numbered line: a frame, or another event. */
  #line(): CanFrame | null | undefined {
    const words = this.#words;
    const { number, offset, type, bus, direction } = this.#columns;
    const isNumbered = words.number(number, 10, words.endsWith(number, ')') ? 1 : 0) >= 0;
    const offsetUs = words.fixed(offset, MICROSECOND_PLACES);
    const channel = this.#channels.name(bus === ABSENT ? 1 : words.number(bus, 10));
    const timestampUs = (this.#startUs ?? 0) + offsetUs;
    if (!isNumbered || !(timestampUs < MAX_STAMP_US)) return undefined; // not of NaN
    const kind = type === ABSENT ? 'dt' : TYPES.find((name) => words.is(type, name));
    const isError = words.is(type, 'er') || words.is(direction, 'error');
    if (!isError && !kind) return this.#passedOver.add(words.text(type));
    if (channel === undefined) return this.#passedOver.add('of bus 0');
    const frame = newFrame(timestampUs, channel);
    frame.error = isError;
    return isError || !kind ? frame : this.#read(frame, kind);
  }

  /** What the line has of a frame of a kind. */
  #read(frame: CanFrame, kind: (typeof TYPES)[number]): CanFrame | null | undefined {
    const words = this.#words;
    const { id, direction, data } = this.#columns;
    if (direction !== ABSENT) {
      frame.direction = words.direction(direction);
      if (!frame.direction) return this.#passedOver.add(words.text(direction));
    }
    frame.fd = kind !== 'dt' && kind !== 'rr';
    frame.brs = kind === 'fb' || kind === 'bi';
    frame.esi = kind === 'fe' || kind === 'bi';
    frame.id = words.number(id, 16);
    if (frame.id > MAX_EXTENDED_ID) return this.#passedOver.add('status'); // of version 1.0
    frame.extended = words.length(id) > STANDARD_ID_DIGITS;
    if (!(frame.id <= (frame.extended ? MAX_EXTENDED_ID : MAX_STANDARD_ID))) return undefined; // not of NaN
    const length = this.#length();
    frame.remote = kind === 'rr' || words.is(data, 'rtr');
    if (frame.remote) frame.remoteLength = Math.min(length, CAN_MAX_LENGTH) || 0;
    if (frame.remote) return frame;
    if (length > (frame.fd ? CANFD_MAX_LENGTH : CAN_MAX_LENGTH))
      return this.#passedOver.add('messages of several frames');
    return withData(frame, words.data(data, length, 16));
  }

  /** bytes; NaN where none are told */
  #length(): number {
    const { dlc, bytes } = this.#columns;
    return bytes === ABSENT ? lengthOfDlc(this.#words.number(dlc, 10)) : this.#words.number(bytes, 10);
  }
}

/** In the place of a column that there is not: no line has so many words. */
const ABSENT = 1e6;

/** Where each column is, by its letter. */
function columnsOf(letters: string) {
  const at = (letter: string) => (letters.includes(letter) ? letters.indexOf(letter) : ABSENT);
  return {
    ...{ number: at('N'), offset: at('O'), type: at('T'), bus: at('B'), id: at('I'), direction: at('d') },
    ...{ dlc: at('L'), bytes: at('l'), data: at('D') },
  };
}
