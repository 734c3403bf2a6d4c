import { open, type FileHandle } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { counted } from '../../core/counted.js';
import { InputError } from '../../core/input-error.js';
import { CandumpLineParser, isBlank } from './candump-line.js';
import type { CanFrame } from '../frame.js';
import type { LogReader, LogRemark } from './log-reader.js';

/** bytes a read */
const CHUNK = 64 * 1024;
/** The longest line that candump writes has some 170 bytes. */
const MAX_LINE = 4096;
const LINE_FEED = 10;
/** of RFC 1952 */
const GZIP_MAGIC = [0x1f, 0x8b];
/** What candump writes among the frames where its socket's buffer was full. */
const DROPPED = /^DROPCOUNT: dropped (\d+) CAN frames? on '(.*)' socket/;
const FORMAT = 'a candump line such as "(1631416514.717133) can0 0D2#0000FFFF10000000"';

/** candump's -l and -L form, plain or gzipped whatever its name says. */
export const readCandump: LogReader = async function* (path: string, remark: LogRemark = () => {}) {
  const lines = new CandumpSplitter(path);
  try {
    for await (const chunk of chunks(path)) {
      const frames = lines.push(chunk);
      if (frames.length > 0) yield frames;
      if (lines.fault) throw lines.fault;
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException; // as: streams fail with errors alone
    if (code === 'Z_DATA_ERROR') throw new InputError(`expected gzip data, got damaged ones: ${message} (${path})`);
    if (code !== 'Z_BUF_ERROR') throw error;
    remark(`the gzip data end early (${path})`);
    lines.tear();
  }
  const last = lines.flush(remark);
  if (lines.fault) throw lines.fault;
  if (last) yield [last];
};

async function* chunks(path: string): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    const plain = fileChunks(file);
    const first = await plain.next();
    if (first.done) return;
    const all = startingWith(first.value, plain);
    yield* GZIP_MAGIC.every((byte, i) => first.value[i] === byte) ? gunzip(all) : all;
  } finally {
    await file.close();
  }
}

/** Reads on from where the last read ended, so that a pipe will do for a file. */
async function* fileChunks(file: FileHandle): AsyncGenerator<Buffer, void> {
  for (;;) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* startingWith(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

function gunzip(source: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  // A fault of either stream ends the iteration, so the callback has nothing to add.
  return pipeline(Readable.from(source), createGunzip({ chunkSize: CHUNK }), () => {});
}

/**
 * Chunks of bytes → the frames of the lines that they complete; holds one unfinished line. Where a line is no frame,
 * `fault` says so and nothing must be pushed any more: the frames before it are good.
 */
class CandumpSplitter {
  fault: InputError | undefined;
  readonly #path: string;
  readonly #parser = new CandumpLineParser();
  /** frames that candump says it lost, by interface */
  readonly #dropped = new Map<string, number>();
  #rest: Buffer = Buffer.alloc(0);
  #line = 0;
  /** the rest is no whole line, whatever it looks like */
  #isTorn = false;

  constructor(path: string) {
    this.#path = path;
  }

  push(chunk: Buffer): CanFrame[] {
    const frames: CanFrame[] = [];
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let begin = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, begin)) {
      this.#line++;
      const frame = this.#parser.parse(bytes, begin, end);
      if (frame) frames.push(frame);
      else if (!isBlank(bytes, begin, end) && !this.#countDropped(bytes.subarray(begin, end))) {
        this.#refuse(bytes.subarray(begin, end));
        return frames;
      }
      begin = end + 1;
    }
    let end = bytes.length;
    if (end - begin > MAX_LINE) while (end > begin && bytes[end - 1] === 0) end--;
    if (end < bytes.length) end++; // one zero stands for as many as a crash left
    this.#rest = Buffer.from(bytes.subarray(begin, end)); // a copy, so that the chunk is let go
    if (this.#rest.length > MAX_LINE) {
      this.#line++;
      this.#refuse(this.#rest);
    }
    return frames;
  }

  /** The bytes ended before their end. */
  tear(): void {
    this.#isTorn = true;
  }

  /** The last line, where no line feed ends it: a frame, or torn and remarked on, as is what candump lost. */
  flush(remark: LogRemark): CanFrame | undefined {
    this.#line++;
    for (const [channel, count] of this.#dropped) {
      remark(`candump lost ${counted(count, 'frame')} on ${channel}, as its socket's buffer was full (${this.#path})`);
    }
    const rest = this.#rest;
    if (isBlank(rest, 0, rest.length)) return undefined;
    const frame = this.#isTorn ? undefined : this.#parser.parse(rest, 0, rest.length);
    if (frame || (!this.#isTorn && this.#countDropped(rest))) return frame;
    if (this.#line === 1) this.#refuse(this.#rest);
    else remark(`the last line is torn and left out (${this.#path}:${this.#line})`);
    return undefined;
  }

  #countDropped(line: Buffer): boolean {
    const [, count, channel] = DROPPED.exec(line.toString('latin1', 0, 120)) ?? [];
    if (count === undefined || channel === undefined) return false;
    this.#dropped.set(channel, (this.#dropped.get(channel) ?? 0) + Number(count));
    return true;
  }

  #refuse(line: Buffer): void {
    const begin = JSON.stringify(line.toString('latin1', 0, 60));
    const got = line.length > MAX_LINE ? `more than ${MAX_LINE} bytes without an end: ${begin}…` : begin;
    this.fault = new InputError(`expected ${FORMAT}, got ${got} (${this.#path}:${this.#line})`);
  }
}
