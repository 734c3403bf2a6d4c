import { ChannelNames } from './channel-names.js';
import type { CanFrame } from '../frame.js';
import {
  CAN_ERROR_FLAG,
  CAN_ID_MASK,
  CAN_MAX_LENGTH,
  CAN_REMOTE_FLAG,
  CANFD_BRS,
  CANFD_ESI,
  CANFD_MAX_LENGTH,
} from '../linux-can.js';

const code = (char: string) => char.charCodeAt(0);
const SPACE = code(' ');
const TAB = code('\t');
const RETURN = code('\r');
const OPEN = code('(');
const CLOSE = code(')');
const DOT = code('.');
const HASH = code('#');
/** A digit's bits above its value: `byte ^ ZERO` is below 10 for digits alone. */
const ZERO = code('0');
const UNDERSCORE = code('_');
/** A bit that small letters have and capitals have not. */
const SMALL = 0x20;
/** so that the microseconds stay below 2^53 */
const MAX_SECOND_DIGITS = 10;
const MAX_ID_DIGITS = 8;
/** More digits than these are an extended id. */
const STANDARD_ID_DIGITS = 3;

/** Byte → value of the hexadecimal digit, −1 of any other. */
const HEX = Int8Array.from({ length: 256 }, (_, byte) => {
  const digit = String.fromCharCode(byte);
  return /[0-9a-fA-F]/.test(digit) ? parseInt(digit, 16) : -1;
});

/**
 * Reads lines as `candump -l` and `-L` write them, straight from the bytes:
 * `(seconds.micros) interface id#data`, `id##<flags><data>` of CAN FD, `id#R<length>` of a remote frame. Three digits of
 * id are a standard frame, eight an extended one or, with bit 29 set, an error frame. Newer can-utils add `_` and the raw
 * length code of a classic frame, and after a blank R or T for received or sent.
 */
export class CandumpLineParser {
  readonly #channels = new ChannelNames();
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;

  /** The frame in bytes begin … end − 1 (no line feed in them); undefined where they are no whole line of candump. */
  parse(bytes: Buffer, begin: number, end: number): CanFrame | undefined {
    this.#bytes = bytes;
    this.#at = begin;
    this.#end = end;
    while (this.#end > begin && isWhite(bytes[this.#end - 1]!)) this.#end--;
    const timestampUs = this.#timestamp();
    if (timestampUs < 0) return undefined;
    const channel = this.#channel();
    if (channel === undefined) return undefined;
    return this.#frame(timestampUs, channel);
  }

  /** µs; −1 where there is no stamp. Digits beyond the sixth after the point are cut off. */
  #timestamp(): number {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = this.#at;
    if (bytes[at++] !== OPEN) return -1;
    let value = 0;
    const begin = at;
    for (let digit; at < end && (digit = bytes[at]! ^ ZERO) < 10; at++) value = value * 10 + digit;
    if (at === begin || at - begin > MAX_SECOND_DIGITS) return -1;
    let scale = 1_000_000;
    if (bytes[at] === DOT) {
      for (let digit; ++at < end && (digit = bytes[at]! ^ ZERO) < 10;) {
        if (scale === 1) continue;
        value = value * 10 + digit;
        scale /= 10;
      }
    }
    if (at >= end || bytes[at] !== CLOSE) return -1;
    this.#at = at + 1;
    return value * scale;
  }

  #channel(): string | undefined {
    const bytes = this.#bytes;
    this.#skipBlanks();
    const begin = this.#at;
    let end = begin;
    while (end < this.#end && bytes[end]! > SPACE) end++;
    this.#at = end;
    this.#skipBlanks();
    return end > begin && this.#at > end ? this.#channels.find(bytes, begin, end) : undefined;
  }

  #frame(timestampUs: number, channel: string): CanFrame | undefined {
    const bytes = this.#bytes;
    let id = 0; // all 32 bits, flags included
    let at = this.#at;
    for (let digit; at < this.#end && (digit = HEX[bytes[at]!]!) >= 0; at++) id = (id << 4) | digit;
    const digits = at - this.#at;
    this.#at = at;
    if (digits < 1 || digits > MAX_ID_DIGITS || !this.#skip(HASH)) return undefined;
    const isLong = digits > STANDARD_ID_DIGITS;
    const fd = this.#skip(HASH);
    const flags = fd ? this.#digit() : 0;
    const isRemoteMarked = !fd && this.#skipLetter('r');
    const remoteLength = isRemoteMarked ? Math.max(0, this.#digit()) : 0;
    const data = this.#data(fd ? CANFD_MAX_LENGTH : CAN_MAX_LENGTH);
    const direction = this.#direction();
    if (flags < 0 || !data || (isRemoteMarked && data.length > 0) || this.#at !== this.#end) return undefined;
    const error = isLong && (id & CAN_ERROR_FLAG) !== 0;
    return {
      id: id & CAN_ID_MASK,
      extended: isLong && !error,
      data,
      timestampUs,
      channel,
      fd,
      brs: (flags & CANFD_BRS) !== 0,
      esi: (flags & CANFD_ESI) !== 0,
      error,
      remote: isRemoteMarked || (isLong && (id & CAN_REMOTE_FLAG) !== 0),
      remoteLength,
      direction,
    };
  }

  #data(maxLength: number): Uint8Array | undefined {
    const bytes = this.#bytes;
    const begin = this.#at;
    let end = begin;
    while (end < this.#end && HEX[bytes[end]!]! >= 0) end++;
    const length = (end - begin) >> 1;
    if (((end - begin) & 1) === 1 || length > maxLength) return undefined;
    const data = new Uint8Array(length);
    for (let i = 0, at = begin; i < length; i++, at += 2) data[i] = (HEX[bytes[at]!]! << 4) | HEX[bytes[at + 1]!]!;
    this.#at = end;
    return data;
  }

  /** With what may stand before it: the raw length code, which says nothing that a receiver acts on. */
  #direction(): CanFrame['direction'] {
    if (this.#at === this.#end) return undefined;
    if (this.#skip(UNDERSCORE)) this.#digit();
    if (!this.#skip(SPACE)) return undefined;
    this.#skipBlanks();
    if (this.#skipLetter('r')) return 'rx';
    return this.#skipLetter('t') ? 'tx' : undefined;
  }

  #skipBlanks(): void {
    while (this.#at < this.#end && this.#bytes[this.#at] === SPACE) this.#at++;
  }

  #skip(byte: number): boolean {
    const found = this.#at < this.#end && this.#bytes[this.#at] === byte;
    if (found) this.#at++;
    return found;
  }

  /** `letter` is small, the line's may be a capital. */
  #skipLetter(letter: 'r' | 't'): boolean {
    const found = this.#at < this.#end && (this.#bytes[this.#at]! | SMALL) === code(letter);
    if (found) this.#at++;
    return found;
  }

  /** The value of one hexadecimal digit; −1 where there is none. */
  #digit(): number {
    const value = this.#at < this.#end ? HEX[this.#bytes[this.#at]!]! : -1;
    if (value >= 0) this.#at++;
    return value;
  }
}

const isWhite = (byte: number) => byte === SPACE || byte === TAB || byte === RETURN;
