import { lengthOfDlc } from '../fd-length.js';
import { MAX_EXTENDED_ID, MAX_STANDARD_ID, type CanFrame } from '../frame.js';
import { CAN_MAX_LENGTH, CANFD_MAX_LENGTH } from '../linux-can.js';
import { LineWords } from './line-words.js';
import type { LineFormat } from './log-reader.js';
import { newFrame } from './new-frame.js';
import { NumberedChannels } from './numbered-channels.js';
import { PassedOver } from './passed-over.js';

/** `;$FILEVERSION=2.1`: what is said of the whole file. */
const SEMICOLON = 0x3b;
const SETTING = /^;\$(\w+)=(.*)$/;
/** Columns of the versions that do not name theirs, as `$COLUMNS` would. */
const COLUMNS: Readonly<Record<string, string>> = {
  '1.0': 'NOILD',
  '1.1': 'NOdILD',
  '1.2': 'NOBdILD',
  '1.3': 'NOBdIRLD',
};
/** Of version 2: data, remote, and FD alone, with BRS, ESI and both. Other types are events. */
const TYPES = ['DT', 'RR', 'FD', 'FB', 'FE', 'BI'] as const;
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
  readonly expected = 'a line of a TRC log such as "1) 1059.9 Rx 0300 8 00 00 00 00 04 00 00 00"';
  readonly #words = new LineWords();
  readonly #channels = new NumberedChannels();
  readonly #passedOver = new PassedOver();
  #columns = columnsOf(COLUMNS['1.0']!);
  #startUs = 0;

  parse(bytes: Buffer, begin: number, end: number): CanFrame | null | undefined {
    const words = this.#words;
    words.read(bytes, begin, end);
    if (words.count === 0) return undefined;
    return bytes[words.begin(0)] === SEMICOLON
      ? this.#head(bytes.toString('latin1', begin, end).trim())
      : this.#frame();
  }

  get remarks(): readonly string[] {
    return this.#passedOver.remarks;
  }

  #head(line: string): null {
    const [, name, value = ''] = SETTING.exec(line) ?? [];
    if (name === 'FILEVERSION') this.#columns = columnsOf(COLUMNS[value.trim()] ?? COLUMNS['1.0']!);
    if (name === 'COLUMNS') this.#columns = columnsOf(value.replaceAll(/[^a-z]/gi, ''));
    // whole µs: a day's fraction has more digits than a stamp
    if (name === 'STARTTIME') this.#startUs = Math.round((Number(value) - EPOCH_DAY) * US_PER_DAY) || 0;
    return null;
  }

  #frame(): CanFrame | null | undefined {
    const words = this.#words;
    const { number, offset, type, bus, id, direction, data } = this.#columns;
    const offsetUs = words.fixed(offset, MICROSECOND_PLACES);
    const isNumbered = words.number(number, 10, words.endsWith(number, ')') ? 1 : 0) >= 0;
    const channel = this.#channels.name(bus === ABSENT ? 1 : words.number(bus, 10));
    if (Number.isNaN(offsetUs) || !isNumbered) return undefined;
    const frame = newFrame(this.#startUs + offsetUs, channel ?? '');
    const kind = type === ABSENT ? 'DT' : TYPES.find((name) => words.is(type, name));
    if (channel !== undefined && (words.is(type, 'ER') || words.is(direction, 'Error')))
      return { ...frame, error: true };
    if (!kind) return this.#passOver(words.text(type));
    if (direction !== ABSENT) {
      frame.direction = words.is(direction, 'Rx') ? 'rx' : words.is(direction, 'Tx') ? 'tx' : undefined;
      if (!frame.direction) return this.#passOver(words.text(direction));
    }
    frame.fd = kind !== 'DT' && kind !== 'RR';
    frame.brs = kind === 'FB' || kind === 'BI';
    frame.esi = kind === 'FE' || kind === 'BI';
    frame.id = words.number(id, 16);
    if (frame.id > MAX_EXTENDED_ID) return this.#passOver('status'); // of version 1.0
    frame.extended = words.length(id) > STANDARD_ID_DIGITS;
    if (channel === undefined || !(frame.id <= (frame.extended ? MAX_EXTENDED_ID : MAX_STANDARD_ID))) return undefined; // of NaN too
    const length = this.#length(frame.fd ? CANFD_MAX_LENGTH : CAN_MAX_LENGTH);
    frame.remote = kind === 'RR' || words.is(data, 'RTR');
    if (frame.remote) frame.remoteLength = length || 0;
    if (frame.remote) return frame;
    const bytes = words.data(data, length, 16);
    if (!bytes) return undefined;
    frame.data = bytes;
    return frame;
  }

  /** bytes; NaN where none are told */
  #length(most: number): number {
    const { dlc, bytes } = this.#columns;
    const length = bytes === ABSENT ? lengthOfDlc(this.#words.number(dlc, 10)) : this.#words.number(bytes, 10);
    return Math.min(length, most);
  }

  #passOver(kind: string): null {
    this.#passedOver.add(kind);
    return null;
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
