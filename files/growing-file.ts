import { closeSync, ftruncate, openSync, write as writeTo } from 'node:fs';
import { promisify } from 'node:util';
import { systemFault } from './system-fault.js';

const write = promisify(writeTo);
const truncate = promisify(ftruncate);
/** bytes that may wait for a slow disk */
const MOST_WAITING = 16 << 20;

/** A text file, in UTF-8, that lines are appended to while they come; nobody waits for the disk. */
export class GrowingFile {
  /** bytes given so far */
  length = 0;
  readonly #file: number;
  readonly #path: string;
  readonly #onFault: (fault: unknown) => void;
  #text = '';
  /** bytes that are in the file */
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
    this.length += Buffer.byteLength(text);
    if (this.length - this.#written > MOST_WAITING) this.#fail(new Error(`the disk is too slow (${this.#path})`));
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
    this.#text = '';
    try {
      for (let at = 0; at < bytes.length;) {
        const { bytesWritten } = await write(this.#file, bytes, at, bytes.length - at, null);
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
