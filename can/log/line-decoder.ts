import { InputError } from '../../core/input-error.js';
import type { CanFrame } from '../frame.js';
import type { LineFormat, LogDecoder, LogRemark } from './log-reader.js';

const LINE_FEED = 10;
const [SPACE, TAB, RETURN] = [0x20, 0x09, 0x0d];

/** Chunks of bytes → the frames of the lines that they complete; holds one unfinished line. */
export class LineDecoder implements LogDecoder {
  fault: InputError | undefined;
  readonly #path: string;
  readonly #format: LineFormat;
  #rest: Buffer = Buffer.alloc(0);
  #line = 0;

  constructor(path: string, format: LineFormat) {
    this.#path = path;
    this.#format = format;
  }

  push(chunk: Buffer): CanFrame[] {
    const frames: CanFrame[] = [];
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let begin = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, begin)) {
      this.#line++;
      const frame = this.#format.parse(bytes, begin, end);
      if (frame) frames.push(frame);
      else if (frame === undefined && !isBlank(bytes, begin, end)) {
        this.#refuse(bytes.subarray(begin, end));
        return frames;
      }
      begin = end + 1;
    }
    let end = bytes.length;
    const { longest } = this.#format;
    if (end - begin > longest) while (end > begin && bytes[end - 1] === 0) end--;
    if (end < bytes.length) end++; // one zero stands for as many as a crash left
    this.#rest = Buffer.from(bytes.subarray(begin, end)); // a copy, so that the chunk is let go
    if (this.#rest.length > longest) {
      this.#line++;
      this.#refuse(this.#rest);
    }
    return frames;
  }

  /** A last line that no line feed ends is torn, where it is not known to be whole. */
  flush(remark: LogRemark, isTorn: boolean): CanFrame[] {
    this.#line++;
    const remarks = [...this.#format.remarks]; // a torn line is no event
    const frame = this.#last(remark, isTorn);
    for (const text of remarks) remark(`${text} (${this.#path})`);
    return frame ? [frame] : [];
  }

  #last(remark: LogRemark, isTorn: boolean): CanFrame | undefined {
    const rest = this.#rest;
    if (isBlank(rest, 0, rest.length)) return undefined;
    const frame = isTorn ? undefined : this.#format.parse(rest, 0, rest.length);
    if (frame && this.#format.isWhole(frame)) return frame;
    if (this.#line === 1 && frame === undefined) this.#refuse(rest);
    else remark(`the last line is torn and left out (${this.#path}:${this.#line})`);
    return undefined;
  }

  #refuse(line: Buffer): void {
    const begin = JSON.stringify(line.toString('latin1', 0, 60));
    const { expected, longest } = this.#format;
    const got = line.length > longest ? `more than ${longest} bytes without an end: ${begin}…` : begin;
    this.fault = new InputError(`expected ${expected}, got ${got} (${this.#path}:${this.#line})`);
  }
}

/** Whether bytes begin … end − 1 are white space alone; zero bytes, which a crash leaves in a file, are not. */
function isBlank(bytes: Buffer, begin: number, end: number): boolean {
  for (let at = begin; at < end; at++) {
    const byte = bytes[at];
    if (byte !== SPACE && byte !== TAB && byte !== RETURN) return false;
  }
  return true;
}
