const [TAB, RETURN, SPACE, DOT, ZERO] = [0x09, 0x0d, 0x20, 0x2e, 0x30];
/** a bit that small letters have and capitals have not, and digits have */
const SMALL = 0x20;
/** more than a line of any format has: 64 bytes of data and what is said of them */
const MOST_WORDS = 128;
const HEX_DIGITS_OF_BYTE = 2;
const MAX_BYTE = 0xff;

/** Byte → value of the digit; 99 of any other. */
const DIGITS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(digit) ? 99 : digit;
});

export type Base = 10 | 16;

/** The words of a line, apart by blanks and tabs, straight from its bytes: no text is made of what is a number. */
export class LineWords {
  count = 0;
  #bytes: Buffer = Buffer.alloc(0);
  readonly #begins = new Int32Array(MOST_WORDS);
  readonly #ends = new Int32Array(MOST_WORDS);

  /** Of bytes begin … end − 1; of a line with more than 128 words the first ones. */
  read(bytes: Buffer, begin: number, end: number): void {
    this.#bytes = bytes;
    this.count = 0;
    for (let at = begin; at < end && this.count < MOST_WORDS; this.count++) {
      while (at < end && isWhite(bytes[at]!)) at++;
      if (at === end) break;
      this.#begins[this.count] = at;
      while (at < end && !isWhite(bytes[at]!)) at++;
      this.#ends[this.count] = at;
    }
  }

  /** Empty where there are not so many words. */
  text(word: number): string {
    return word < this.count ? this.#bytes.toString('latin1', this.#begins[word], this.#ends[word]) : '';
  }

  length(word: number): number {
    return word < this.count ? this.#ends[word]! - this.#begins[word]! : 0;
  }

  /** Whether it is this text, in capitals or not; `text` is small. */
  is(word: number, text: string): boolean {
    return this.length(word) === text.length && this.startsWith(word, text);
  }

  startsWith(word: number, text: string): boolean {
    if (this.length(word) < text.length) return false;
    const begin = this.#begins[word]!;
    for (let k = 0; k < text.length; k++) if ((this.#bytes[begin + k]! | SMALL) !== text.charCodeAt(k)) return false;
    return true;
  }

  /** Of a frame: who sent it; undefined of other words. */
  direction(word: number): 'rx' | 'tx' | undefined {
    return this.is(word, 'rx') ? 'rx' : this.is(word, 'tx') ? 'tx' : undefined;
  }

  /** Whether its last character is this one, a capital or not; `letter` is small. */
  endsWith(word: number, letter: string): boolean {
    return this.length(word) > 0 && (this.#bytes[this.#ends[word]! - 1]! | SMALL) === letter.charCodeAt(0);
  }

  /** A whole number, of all but the last `without` characters; NaN where it is none. */
  number(word: number, base: Base, without = 0): number {
    if (this.length(word) <= without) return NaN;
    const end = this.#ends[word]! - without;
    let value = 0;
    for (let at = this.#begins[word]!; at < end; at++) {
      const digit = DIGITS[this.#bytes[at]!]!;
      if (digit >= base) return NaN;
      value = value * base + digit;
    }
    return value;
  }

  /** A decimal number times ten to the `places`, what is beyond cut off; NaN where it is none, or none that is exact. */
  fixed(word: number, places: number): number {
    if (this.length(word) === 0) return NaN;
    const end = this.#ends[word]!;
    let value = 0;
    let digits = 0;
    let left = NaN; // places behind the point, once it has come
    for (let at = this.#begins[word]!; at < end; at++) {
      const byte = this.#bytes[at]!;
      if (byte === DOT && Number.isNaN(left)) {
        left = places;
        continue;
      }
      const digit = byte - ZERO;
      if (!(digit >= 0 && digit < 10)) return NaN;
      digits++;
      if (left === 0) continue;
      value = value * 10 + digit;
      left--;
    }
    const whole = value * 10 ** (Number.isNaN(left) ? places : left);
    return digits > 0 && whole <= Number.MAX_SAFE_INTEGER ? whole : NaN;
  }

  /** So many words as bytes, of two digits where they are hexadecimal; undefined where there are not so many, or others. */
  data(word: number, length: number, base: Base): Uint8Array | undefined {
    if (!(word + length <= this.count)) return undefined; // not of NaN
    const data = new Uint8Array(length);
    for (let k = 0; k < length; k++) {
      const byte = this.number(word + k, base);
      if (!(byte <= MAX_BYTE) || (base === 16 && this.length(word + k) !== HEX_DIGITS_OF_BYTE)) return undefined;
      data[k] = byte;
    }
    return data;
  }
}

const isWhite = (byte: number) => byte === SPACE || byte === TAB || byte === RETURN;
