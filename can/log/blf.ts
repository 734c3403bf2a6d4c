import { constants, inflateSync } from 'node:zlib';
import { InputError } from '../../core/input-error.js';
import { MAX_STAMP_US, type CanFrame } from '../frame.js';
import { BASE, BlfBytes, MOST, type BlfObject } from './blf-bytes.js';
import { BlfFrames, LOG_CONTAINER } from './blf-frames.js';
import { UNDATED, type LogDecoder, type LogRemark } from './log-reader.js';
import { PassedOver } from './passed-over.js';

/** bytes of the file's head that are read, and the most that one has */
const [HEAD, MOST_HEAD] = [72, 4096];
/** where the date of the measurement is in it: eight numbers of two bytes (SYSTEMTIME) */
const DATE = 40;
/** bytes of a container's own head, behind BASE */
const CONTAINER_HEAD = 16;
const ZLIB = 2;
const OBJECT = 'an object of a BLF log (LOBJ)';

/**
 * Vector's binary logs (CANoe, CANalyzer, CANape, python-can): containers, compressed or not, of objects, of which the
 * frames of CAN and CAN FD are taken and all others are passed over. Stamps are ns or 10 µs since the measurement began,
 * which the head says without a time zone: it is taken as UTC. Their channel 1 is `can0`.
 */
export class Blf implements LogDecoder {
  fault: InputError | undefined;
  readonly #path: string;
  readonly #passedOver = new PassedOver();
  #head: Buffer = Buffer.alloc(0);
  readonly #file = new BlfBytes();
  readonly #inside = new BlfBytes();
  /** once the head has come */
  #frames: BlfFrames | undefined;
  #isDated = true;

  constructor(path: string) {
    this.#path = path;
  }

  push(chunk: Buffer): CanFrame[] {
    const frames: CanFrame[] = [];
    const bytes = this.#frames ? chunk : this.#readHead(chunk);
    if (!bytes || this.fault) return frames;
    this.#file.push(bytes, (object) => {
      if (object.type === LOG_CONTAINER) this.#open(object, frames);
      else this.#take(object, frames);
    });
    const { fault } = this.#file;
    if (fault) this.#refuse(OBJECT, `${fault.got} at byte ${this.#head.length + fault.at}`);
    if (this.#inside.fault) this.#refuse(OBJECT, `${this.#inside.fault.got} in a container`);
    return frames;
  }

  /** What there is of a container that is torn is read as far as it goes. */
  flush(remark: LogRemark): CanFrame[] {
    if (!this.#frames) this.#refuse('a BLF log with a whole head', `${this.#head.length} bytes`);
    const frames: CanFrame[] = [];
    const { rest } = this.#file;
    if (rest.length >= BASE + CONTAINER_HEAD && rest.readUInt32LE(12) === LOG_CONTAINER)
      this.#open({ type: LOG_CONTAINER, bytes: rest, begin: 0, end: rest.length, at: 0 }, frames);
    if (rest.length + this.#inside.rest.length > 0) remark(`the end is torn and left out (${this.#path})`);
    const undated = this.#isDated ? [] : [UNDATED];
    for (const text of [...undated, ...this.#passedOver.remarks]) remark(`${text} (${this.#path})`);
    return frames;
  }

  /** The bytes behind the head, once it has come. */
  #readHead(chunk: Buffer): Buffer | undefined {
    this.#head = Buffer.concat([this.#head, chunk]);
    const head = this.#head;
    if (head.length < HEAD) return undefined;
    const size = head.readUInt32LE(4);
    if (size < HEAD || size > MOST_HEAD) return this.#refuse(`a head of ${HEAD} to ${MOST_HEAD} bytes`, String(size));
    if (head.length < size) return undefined;
    const startUs = dateUs(Array.from({ length: 8 }, (_, k) => head.readUInt16LE(DATE + 2 * k)));
    this.#isDated = startUs !== undefined;
    this.#frames = new BlfFrames(startUs ?? 0);
    this.#head = head.subarray(0, size);
    return head.subarray(size);
  }

  #open({ bytes, begin, end, at }: BlfObject, frames: CanFrame[]): void {
    if (this.#inside.fault !== undefined || this.fault) return;
    const data = bytes.subarray(begin + BASE + CONTAINER_HEAD, end);
    const isWhole = end - begin >= BASE + CONTAINER_HEAD;
    try {
      const isPacked = isWhole && bytes.readUInt16LE(begin + BASE) === ZLIB;
      const inside = isPacked
        ? inflateSync(data, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST })
        : data;
      this.#inside.push(inside, (object) => this.#take(object, frames));
    } catch (error) {
      const { message } = error as Error; // as: zlib throws errors alone
      this.#refuse('a container that can be inflated', `${message} in the one at byte ${this.#head.length + at}`);
    }
  }

  #take(object: BlfObject, frames: CanFrame[]): void {
    const frame = this.#frames!.frame(object); // the head has come before any object
    if (typeof frame === 'string') this.#passedOver.add(frame);
    else if (frame) frames.push(frame);
    else this.#refuse(`a whole object of type ${object.type}`, `one of ${object.end - object.begin} bytes`);
  }

  #refuse(expected: string, got: string): undefined {
    this.fault ??= new InputError(`expected ${expected}, got ${got} (${this.#path})`);
  }
}

/** µs since 1970, of year, month, day of the week, day, hour, minute, second and ms; undefined where they are no date. */
function dateUs(date: readonly number[]): number | undefined {
  const [year, month, , day, hour, minute, second, ms] = date as [number, number, ...number[]]; // as: there are eight
  const us = 1000 * Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const isDate = month >= 1 && month <= 12 && year >= 1970 && us < MAX_STAMP_US; // not of NaN
  return isDate ? us : undefined;
}
