import { closeSync, ftruncate, openSync, write as writeTo } from 'node:fs';
import { promisify } from 'node:util';
import { systemFault } from './system-fault.js';

const write = promisify(writeTo);
const truncate = promisify(ftruncate);
/** bytes that may wait for a slow disk */
const MOST_WAITING = 16 << 20;
/** bytes of a file that the system keeps together */
const PAGE = 4096;

/** A text file, in UTF-8, that lines are appended to while they come; nobody waits for the disk. */
export class GrowingFile {
  /** bytes given so far */
  length = 0;
  readonly #file: number;
  readonly #path: string;
  readonly #onFault: (fault: unknown) => void;
  #text = '';
  /** given last */
  #last = '';
  /** bytes that are in the file and stay */
  #written = 0;
  #writing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  #isOpen = true;
  #hasFailed = false;

  /** Makes the file, which must not be there; a path at fault is an InputError. `onFault`: once, and nothing after it. */
  constructor(path: string, onFault: (fault: unknown) => void) {
    this.#path = path;
    this.#onFault = onFault;
    try {
      this.#file = openSync(path, 'wx');
    } catch (error) {
      throw systemFault(error, 'a file that can be made', path);
    }
  }

  append(text: string): void {
    if (!this.#isOpen) return;
    this.#text += text;
    this.#last = text;
    this.length += Buffer.byteLength(text);
    if (this.length - this.#written > MOST_WAITING) this.#fail(new Error(`the disk is too slow (${this.#path})`));
  }

  /**
   * As `append`, of a text that makes the last one superfluous: it is written over that one where it is as long, and
   * both lie on one page, so that whenever the process is killed the file has the one or the other and no mix of both.
   */
  supersede(text: string): void {
    const bytes = Buffer.byteLength(text);
    const isOnOnePage = Math.floor((this.length - bytes) / PAGE) === Math.floor((this.length - 1) / PAGE);
    if (!this.#isOpen || !isOnOnePage || bytes !== Buffer.byteLength(this.#last)) return this.append(text);
    this.#text = this.#text.slice(0, -this.#last.length) + text; // alone, where the last one is on its way or written
    this.#last = text;
  }

  /** Hands what has come to the system, which keeps it when this process is killed. */
  flush(): Promise<void> {
    if (this.#isOpen && this.#text !== '') this.#writing ??= this.#write();
    return this.#writing ?? Promise.resolve();
  }

  /** Flushes and closes, once; a file that failed ends with its last whole flush. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    while (this.#writing || (!this.#hasFailed && this.#text !== '')) await this.flush();
    this.#isOpen = false;
    if (this.#hasFailed) await truncate(this.#file, this.#written).catch(() => undefined); // torn, which readers bear
    closeSync(this.#file);
  }

  async #write(): Promise<void> {
    const bytes = Buffer.from(this.#text);
    const begin = (this.#written = this.length - bytes.length);
    this.#text = '';
    try {
      for (let at = 0; at < bytes.length;) {
        const { bytesWritten } = await write(this.#file, bytes, at, bytes.length - at, begin + at);
        at += bytesWritten;
      }
      this.#written += bytes.length;
    } catch (error) {
      this.#fail(systemFault(error, 'a disk with space left', this.#path));
    } finally {
      this.#writing = undefined;
    }
  }

  #fail(fault: unknown): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#hasFailed = true;
    this.#text = '';
    this.#onFault(fault);
  }
}
