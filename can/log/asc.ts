import { MAX_EXTENDED_ID, MAX_STANDARD_ID, type CanFrame } from '../frame.js';
import { CAN_MAX_LENGTH, CANFD_MAX_LENGTH } from '../linux-can.js';
import { ascDateUs } from './asc-date.js';
import { LineWords, type Base } from './line-words.js';
import type { LineFormat } from './log-reader.js';
import { newFrame } from './new-frame.js';
import { NumberedChannels } from './numbered-channels.js';
import { PassedOver } from './passed-over.js';

/** When the measurement, or a block of it, began. */
const DATED = /^(?:date|begin\s+triggerblock)\s+(\S.*)$/i;
/** Lines of a head and around the blocks of a log, which have no stamp. */
const HEAD = /^(?:base|no|internal|begin|end)\b|^\/\//i;
const ERROR = 'ErrorFrame';
const MICROSECOND_PLACES = 6;
/** Flags of a CANFD line that are also those of a classic frame's: without EDL it is one. */
const [FLAG_RTR, FLAG_EDL] = [0x10, 0x1000];
/** what stands between the data and the flags of a CANFD line: how long it took, in ns and in bits */
const BEFORE_FLAGS = 2;

/**
 * Vector's ASC logs (CANoe, CANalyzer, python-can, can-utils' log2asc): frames of CAN and CAN FD, with stamps in seconds
 * since the `date` of the head, or of the block that has the start of the measurement in it, or since the line before
 * (`timestamps relative`). Their channel 1 is `can0`. The head names no time zone: its date is taken as UTC, so that a log
 * is the same on every machine. Requests to send (TxRq) are no frames of the bus, and other events are passed over.
 */
export class Asc implements LineFormat {
  readonly expected = 'a line of an ASC log such as "0.015991 1 D2 Rx d 8 00 00 FF FF 10 00 00 00"';
  readonly #words = new LineWords();
  readonly #channels = new NumberedChannels();
  readonly #passedOver = new PassedOver();
  #base: Base = 16;
  #isRelative = false;
  /** µs: when the measurement began, and the date that was said last */
  #dateUs: number | undefined;
  #saidUs: number | undefined;
  #stampUs = 0;

  parse(bytes: Buffer, begin: number, end: number): CanFrame | null | undefined {
    const words = this.#words;
    words.read(bytes, begin, end);
    const stampUs = words.fixed(0, MICROSECOND_PLACES);
    if (Number.isNaN(stampUs)) return this.#head(bytes.toString('latin1', begin, end).trim());
    if (words.count === 1) return undefined;
    this.#stampUs = this.#isRelative ? this.#stampUs + stampUs : stampUs;
    return (words.is(1, 'CANFD') ? this.#fd() : this.#classic()) ?? this.#event();
  }

  get remarks(): string[] {
    const undated = this.#dateUs === undefined ? ['its date is not known, so its stamps begin at 0'] : [];
    return [...undated, ...this.#passedOver.remarks];
  }

  /** A line without a stamp. */
  #head(line: string): null | undefined {
    const [, date] = DATED.exec(line) ?? [];
    if (date !== undefined) {
      this.#saidUs = ascDateUs(date.split(/\s+/));
      if (/^date/i.test(line)) this.#dateUs = this.#saidUs;
      return null;
    }
    if (!HEAD.test(line)) return undefined;
    if (/^base\b/i.test(line)) {
      this.#base = /^base\s+dec/i.test(line) ? 10 : 16;
      this.#isRelative = /timestamps\s+relative/i.test(line);
    }
    return null;
  }

  /** What has a stamp and is no frame. */
  #event(): null {
    const words = this.#words;
    if (words.is(1, 'Start') && words.is(3, 'measurement'))
      this.#dateUs = this.#saidUs ?? this.#dateUs; // its block says when
    else if (words.is(3, 'TxRq') || words.is(4, 'TxRq')) this.#passedOver.add('TxRq');
    else this.#passedOver.add(words.text(Number.isNaN(words.number(1, 10)) ? 1 : 2));
    return null;
  }

  /** `0.1 1 D2x Rx d 8 00 …`, `0.1 1 D2 Rx r 8`, `0.1 1 ErrorFrame`: stamp, channel, id, direction, kind, DLC, data. */
  #classic(): CanFrame | undefined {
    const words = this.#words;
    const frame = this.#begin(1);
    if (!frame || words.is(2, ERROR)) return frame && { ...frame, error: true };
    if (!this.#identify(frame, 2, 3)) return undefined;
    const length = Math.min(words.number(5, this.#base), CAN_MAX_LENGTH);
    if (words.is(4, 'r')) {
      frame.remote = true;
      frame.remoteLength = length || 0;
      return frame;
    }
    const data = words.is(4, 'd') ? words.data(6, length, this.#base) : undefined;
    if (!data) return undefined;
    frame.data = data;
    return frame;
  }

  /** `0.1 CANFD 1 Rx D2 [name] 1 0 8 8 00 … 130000 130 303000 …`: channel, direction, id, name, BRS, ESI, DLC, length, data, flags. */
  #fd(): CanFrame | undefined {
    const words = this.#words;
    const frame = this.#begin(2);
    if (!frame || words.is(4, ERROR)) return frame && { ...frame, error: true };
    const brs = words.number(5, 10) <= 1 ? 5 : 6; // behind the name
    const length = words.number(brs + 3, 10);
    const data = length <= CANFD_MAX_LENGTH ? words.data(brs + 4, length, this.#base) : undefined;
    if (!this.#identify(frame, 4, 3) || !data) return undefined;
    frame.data = data;
    const flags = words.number(brs + 4 + length + BEFORE_FLAGS, 16);
    frame.fd = Number.isNaN(flags) || (flags & FLAG_EDL) !== 0;
    frame.brs = frame.fd && words.is(brs, '1');
    frame.esi = frame.fd && words.is(brs + 1, '1');
    frame.remote = !frame.fd && (flags & FLAG_RTR) !== 0;
    return frame;
  }

  #begin(channelWord: number): CanFrame | undefined {
    const channel = this.#channels.name(this.#words.number(channelWord, 10));
    return channel === undefined ? undefined : newFrame((this.#dateUs ?? 0) + this.#stampUs, channel);
  }

  /** Whether two words are an id and a direction; they are the frame's from then on. */
  #identify(frame: CanFrame, idWord: number, directionWord: number): boolean {
    const words = this.#words;
    frame.extended = words.endsWith(idWord, 'x');
    frame.id = words.number(idWord, this.#base, frame.extended ? 1 : 0);
    frame.direction = words.is(directionWord, 'Rx') ? 'rx' : words.is(directionWord, 'Tx') ? 'tx' : undefined;
    return frame.direction !== undefined && frame.id <= (frame.extended ? MAX_EXTENDED_ID : MAX_STANDARD_ID); // not of NaN
  }
}
