import { closeSync, openSync } from 'node:fs';
import { ftruncate, write } from 'node:fs';
import { promisify } from 'node:util';
import { systemFault } from './system-fault.js';

/** bytes that may wait for a slow disk */
const MOST_WAITING = 16 << 20;

/** A text file that lines are appended to while they come; nobody waits for the disk. */
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
  #state: 'open' | 'failed' | 'closed' = 'open';

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
    if (this.#state !== 'open') return;
    this.#text += text;
    this.length += text.length;
    if (this.length - this.#written > MOST_WAITING) this.#fail(new Error(`the disk is too slow (${this.#path})`));
  }

  /** Hands what has come to the system, which keeps it when this process is killed. */
  flush(): Promise<void> {
    if (this.#state === 'open' && this.#text !== '') this.#writing ??= this.#write();
    return this.#writing ?? Promise.resolve();
  }

  /** Flushes and closes; a file that failed ends with its last whole flush. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    while (this.#writing || (this.#state === 'open' && this.#text !== '')) await this.flush();
    if (this.#state === 'failed') await promisify(ftruncate)(this.#file, this.#written).catch(() => undefined); // it is torn then, which its readers bear
    this.#state = 'closed';
    closeSync(this.#file);
  }

  async #write(): Promise<void> {
    const bytes = Buffer.from(this.#text, 'latin1');
    this.#text = '';
    try {
      for (let at = 0; at < bytes.length;) {
        const { bytesWritten } = await promisify(write)(this.#file, bytes, at, bytes.length - at, null);
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
    if (this.#state !== 'open') return;
    this.#state = 'failed';
    this.#text = '';
    this.#onFault(fault);
  }
}
