import { MAX_EXTENDED_ID, MAX_STAMP_US, MAX_STANDARD_ID, type CanFrame } from '../frame.js';
import { CAN_MAX_LENGTH, CANFD_MAX_LENGTH } from '../linux-can.js';
import { ascDateUs } from './asc-date.js';
import { LineWords, type Base } from './line-words.js';
import { UNDATED, type LineFormat } from './log-reader.js';
import { newFrame, withData } from './new-frame.js';
import { NumberedChannels } from './numbered-channels.js';
import { PassedOver } from './passed-over.js';

/** When the measurement began, as the head says it, and when a block of it did. */
const DATE = /^date\s+(\S.*)$/i;
const BLOCK = /^begin\s+triggerblock\s+(\S.*)$/i;
/** Lines of a head and around the blocks of a log, which have no stamp. */
const HEAD = /^(?:date|base|no|internal|begin|end)\b|^\/\//i;
/** decimal places of µs and ns */
const [MICROSECOND, NANOSECOND] = [6, 9];
/** Flags of a CANFD line that are also those of a classic frame's: without EDL it is one. */
const [FLAG_RTR, FLAG_EDL] = [0x10, 0x1000];
/** what stands between the data and the flags of a CANFD line: how long it took, in ns and in bits */
const BEFORE_FLAGS = 2;

/**
 * Vector's ASC logs (CANoe, CANalyzer, python-can, can-utils' log2asc): frames of CAN and CAN FD, with stamps in seconds
 * since the `date` of the head, or of the block that has the start of the measurement in it, or since the line before
 * (`timestamps relative`). Their channel 1 is `can0`. The head names no time zone: its date is taken as UTC, so that a log
 * is the same on every machine. Requests to send (TxRq) are no frames of the bus; other events, and texts that a program
 * wrote among them, are passed over.
 */
export class Asc implements LineFormat {
  readonly expected = 'a line of an ASC log such as "0.015991 1 D2 Rx d 8 00 00 FF FF 10 00 00 00"';
  readonly longest = 2 ** 20; // of an Ethernet frame, or of what a program logs
  readonly #words = new LineWords();
  readonly #channels = new NumberedChannels();
  readonly #passedOver = new PassedOver();
  #base: Base = 16;
  #isRelative = false;
  /** µs: when the measurement began, and when the latest block did */
  #dateUs: number | undefined;
  #blockUs: number | undefined;
  /** µs, undefined before the first line that has one; and ns of those that count from the line before */
  #stampUs: number | undefined;
  #sumNs = 0;

  parse(bytes: Buffer, begin: number, end: number): CanFrame | null | undefined {
    const words = this.#words;
    words.read(bytes, begin, end);
    if (words.count === 0) return null;
    const seconds = words.fixed(0, this.#isRelative ? NANOSECOND : MICROSECOND);
    if (Number.isNaN(seconds)) return this.#head(bytes.toString('latin1', begin, end).trim());
    if (words.count === 1) return undefined;
    this.#stampUs = this.#isRelative ? Math.floor((this.#sumNs += seconds) / 1000) : seconds;
    const isFd = words.is(1, 'canfd');
    const [first, id] = isFd ? [2, 4] : [1, 2];
    if (words.is(first, 'start') && words.is(first + 2, 'measurement')) return this.#start();
    const frame = this.#begin(first);
    if (!frame) return this.#event();
    frame.error = words.is(id, 'errorframe');
    if (frame.error) return frame;
    if (!this.#identify(frame, id)) return this.#event();
    return isFd ? this.#fd(frame) : this.#classic(frame);
  }

  /** Its DLC says how many bytes it has, but not how many digits a decimal one. */
  isWhole(): boolean {
    return this.#base === 16;
  }

  get remarks(): string[] {
    return [...(this.#dateUs === undefined ? [UNDATED] : []), ...this.#passedOver.remarks];
  }

  /** A line without a stamp. */
  #head(line: string): null | undefined {
    const [, block] = BLOCK.exec(line) ?? [];
    if (block !== undefined) this.#blockUs = ascDateUs(block.split(/\s+/));
    else if (this.#stampUs !== undefined) return HEAD.test(line) ? null : this.#passedOver.add('texts without a stamp');
    const [, date] = DATE.exec(line) ?? [];
    if (date !== undefined) this.#dateUs = ascDateUs(date.split(/\s+/));
    if (/^base\b/i.test(line)) {
      this.#base = /^base\s+dec/i.test(line) ? 10 : 16;
      this.#isRelative = /timestamps\s+relative/i.test(line);
    }
    return HEAD.test(line) ? null : undefined;
  }

  /** The measurement starts in the latest block: its date is the better one. */
  #start(): null {
    this.#dateUs = this.#blockUs ?? this.#dateUs;
    return null;
  }

  /** What has a stamp and is no frame, by its first word that is no channel. */
  #event(): null {
    const words = this.#words;
    const isNamed = words.direction(3) !== undefined && words.is(4, 'd');
    if (words.is(3, 'txrq')) return this.#passedOver.add('TxRq');
    if (isNamed) return this.#passedOver.add('messages with names in the place of ids');
    return this.#passedOver.add(words.text(Number.isNaN(words.number(1, 10)) ? 1 : 2));
  }

  /** `0.1 1 D2x Rx d 8 00 …`, `0.1 1 D2 Rx r 8`, `0.1 1 ErrorFrame`: stamp, channel, id, direction, kind, DLC, data. */
  #classic(frame: CanFrame): CanFrame | null | undefined {
    const words = this.#words;
    const length = Math.min(words.number(5, this.#base), CAN_MAX_LENGTH);
    frame.remote = words.is(4, 'r');
    if (frame.remote) frame.remoteLength = length || 0;
    if (frame.remote) return frame;
    return words.is(4, 'd') ? withData(frame, words.data(6, length, this.#base)) : this.#event();
  }

  /** `0.1 CANFD 1 Rx D2 [name] 1 0 8 8 00 … 130000 130 303000 …`: channel, direction, id, name, BRS, ESI, DLC, length, data, flags. */
  #fd(frame: CanFrame): CanFrame | undefined {
    const words = this.#words;
    const brs = words.number(5, 10) <= 1 ? 5 : 6; // behind the name
    const length = words.number(brs + 3, 10);
    const flags = words.number(brs + 4 + length + BEFORE_FLAGS, 16);
    frame.fd = Number.isNaN(flags) || (flags & FLAG_EDL) !== 0;
    frame.brs = frame.fd && words.is(brs, '1');
    frame.esi = frame.fd && words.is(brs + 1, '1');
    frame.remote = !frame.fd && (flags & FLAG_RTR) !== 0;
    if (frame.remote) frame.remoteLength = Math.min(words.number(brs + 2, 16), CAN_MAX_LENGTH) || 0;
    if (frame.remote) return frame;
    const most = frame.fd ? CANFD_MAX_LENGTH : CAN_MAX_LENGTH;
    return length <= most ? withData(frame, words.data(brs + 4, length, this.#base)) : undefined;
  }

  #begin(channelWord: number): CanFrame | undefined {
    const channel = this.#channels.name(this.#words.number(channelWord, 10));
    const timestampUs = (this.#dateUs ?? 0) + this.#stampUs!; // a frame has one
    return channel !== undefined && timestampUs < MAX_STAMP_US ? newFrame(timestampUs, channel) : undefined;
  }

  /** Whether a word is an id and the fourth a direction; they are the frame's from then on. */
  #identify(frame: CanFrame, idWord: number): boolean {
    const words = this.#words;
    frame.extended = words.endsWith(idWord, 'x');
    frame.id = words.number(idWord, this.#base, frame.extended ? 1 : 0);
    frame.direction = words.direction(3);
    return frame.direction !== undefined && frame.id <= (frame.extended ? MAX_EXTENDED_ID : MAX_STANDARD_ID); // not of NaN
  }
}
