import { inflateSync } from 'node:zlib';
import { InputError } from '../../core/input-error.js';
import type { CanFrame } from '../frame.js';
import { blfFrame, LOG_CONTAINER, type BlfBody } from './blf-objects.js';
import type { LogDecoder, LogRemark } from './log-reader.js';
import { PassedOver } from './passed-over.js';

/** bytes of the file's head that are read, and of the part of a header that all objects have */
const [FILE_HEAD, BASE] = [72, 16];
/** bytes of a header with flags and stamp, behind BASE */
const STAMP = 16;
const OBJECT = Buffer.from('LOBJ');
const OBJECT_WORD = OBJECT.readUInt32LE(0);
/** bytes of a container's own head, behind BASE */
const CONTAINER_HEAD = 16;
/** bytes between two objects */
const MOST_PADDING = 8;
const ZLIB = 2;
/** bytes; Vector's containers hold 128 kB, and no object is larger than some MB */
const MOST = 64 * 2 ** 20;
/** of an object's flags: its stamp counts 10 µs, else ns */
const TEN_MICROSECONDS = 1;

/** Its header among its bytes. */
type BlfObject = BlfBody & { type: number };

/**
 * Vector's binary logs (CANoe, CANalyzer, CANape, python-can): containers, compressed or not, of objects, of which the
 * frames of CAN and CAN FD are taken and all others are passed over. Stamps are ns or 10 µs since the measurement began,
 * which the head says without a time zone: it is taken as UTC. Their channel 1 is `can0`.
 */
export class Blf implements LogDecoder {
  fault: InputError | undefined;
  readonly #path: string;
  readonly #passedOver = new PassedOver();
  /** of the file, and of what its containers hold: bytes of an object that is not whole yet */
  #file: Buffer = Buffer.alloc(0);
  #objects: Buffer = Buffer.alloc(0);
  #startUs: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  push(chunk: Buffer): CanFrame[] {
    const frames: CanFrame[] = [];
    this.#file = this.#file.length > 0 ? Buffer.concat([this.#file, chunk]) : chunk;
    if (this.#startUs === undefined && !this.#readHead()) return frames;
    this.#file = this.#eachObject(this.#file, ({ type, bytes, begin, end }) => {
      if (type === LOG_CONTAINER) this.#open(bytes.subarray(begin, end), frames);
      else this.#take({ type, bytes, begin, end }, frames);
    });
    return frames;
  }

  tear(): void {} // what is not whole is told in any case

  flush(remark: LogRemark): CanFrame[] {
    if (this.#startUs === undefined) this.#refuse('a BLF log of 144 bytes or more', `${this.#file.length} bytes`);
    else if (Math.max(this.#file.length, this.#objects.length) > MOST_PADDING)
      remark(`the last object is torn and left out (${this.#path})`);
    for (const text of this.#passedOver.remarks) remark(`${text} (${this.#path})`);
    return [];
  }

  /** Whether the head has come; it says when the measurement began. */
  #readHead(): boolean {
    if (this.#file.length < FILE_HEAD) return false;
    const size = this.#file.readUInt32LE(4);
    if (this.#file.length < size) return false;
    const [year, month, , day, hour, minute, second, ms] = Array.from({ length: 8 }, (_, k) =>
      this.#file.readUInt16LE(40 + 2 * k),
    ) as [number, number, number, number, number, number, number, number]; // as: there are eight
    this.#startUs = year === 0 ? 0 : 1000 * Date.UTC(year, month - 1, day, hour, minute, second, ms);
    this.#file = this.#file.subarray(size);
    return true;
  }

  /** Calls for each whole object; returns the bytes of the one that is not. What it calls with is written again. */
  #eachObject(bytes: Buffer, take: (object: BlfObject) => void): Buffer {
    const object = { type: 0, bytes, begin: 0, end: 0 };
    while (!this.fault) {
      const begin = beginOf(bytes, object.end);
      if (begin < 0 && bytes.length - object.end <= MOST_PADDING) break;
      const size = begin >= 0 && bytes.length - begin >= BASE ? bytes.readUInt32LE(begin + 8) : BASE;
      if (begin < 0 || begin - object.end > MOST_PADDING || size < BASE || size > MOST) {
        const got = bytes.toString('latin1', object.end, object.end + BASE);
        this.#refuse('an object of a BLF log (LOBJ)', JSON.stringify(got));
        break;
      }
      if (bytes.length - begin < size) break;
      object.type = bytes.readUInt32LE(begin + 12);
      object.begin = begin;
      object.end = begin + size;
      take(object);
    }
    return Buffer.from(bytes.subarray(object.end)); // a copy, so that the chunk is let go
  }

  #open(container: Buffer, frames: CanFrame[]): void {
    const method = container.readUInt16LE(BASE);
    const data = container.subarray(BASE + CONTAINER_HEAD);
    let inside: Buffer;
    try {
      inside = method === ZLIB ? inflateSync(data, { maxOutputLength: MOST }) : data;
    } catch (error) {
      this.#refuse('a container that can be inflated', (error as Error).message); // as: zlib throws errors alone
      return;
    }
    const bytes = this.#objects.length > 0 ? Buffer.concat([this.#objects, inside]) : inside;
    this.#objects = this.#eachObject(bytes, (object) => this.#take(object, frames));
  }

  /** An object that is no container: flags and stamp lie behind what all headers have. */
  #take({ type, bytes, begin, end }: BlfObject, frames: CanFrame[]): void {
    const header = end - begin >= BASE + STAMP ? bytes.readUInt16LE(begin + 4) : 0;
    const isWhole = header >= BASE + STAMP && end - begin >= header;
    const body = { bytes, begin: begin + header, end };
    const frame = isWhole ? blfFrame(type, body, this.#stampUs(bytes, begin + BASE)) : undefined;
    if (frame) frames.push(frame);
    else if (frame === null) this.#passedOver.add(`of type ${type}`);
    else this.#refuse(`a whole object of type ${type}`, `${end - begin} bytes`);
  }

  /** Flags (4 bytes), client and version (4), stamp (8). */
  #stampUs(bytes: Buffer, at: number): number {
    const ticks = bytes.readUInt32LE(at + 8) + bytes.readUInt32LE(at + 12) * 2 ** 32; // exact for 100 days of ns
    const isTen = bytes.readUInt32LE(at) === TEN_MICROSECONDS;
    return this.#startUs! + (isTen ? ticks * 10 : Math.round(ticks / 1000)); // the head is read
  }

  #refuse(expected: string, got: string): void {
    this.fault ??= new InputError(`expected ${expected}, got ${got} (${this.#path})`);
  }
}

/** Where the next object begins: here, but for its padding; −1 where there is none. */
function beginOf(bytes: Buffer, at: number): number {
  const isHere = bytes.length - at >= OBJECT.length && bytes.readUInt32LE(at) === OBJECT_WORD;
  return isHere ? at : bytes.indexOf(OBJECT, at);
}
