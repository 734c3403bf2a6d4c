import type { Writable } from 'node:stream';

/** bytes that may wait for the reader of a pipe */
const MOST_UNREAD = 1 << 20;

/** Lines into a stream whose reader may stall: what it has no room for is left out and counted, and nothing waits. */
export class StreamOutput {
  /** lines */
  leftOut = 0;
  readonly #stream: Writable;
  readonly #remark: (text: string) => void;

  constructor(stream: Writable, remark: (text: string) => void) {
    this.#stream = stream;
    this.#remark = remark;
  }

  write(line: string): void {
    if (!this.#stream.writable) return; // its reader has gone, which ends the command
    if (this.#stream.writableLength <= MOST_UNREAD) {
      this.#stream.write(line);
      return;
    }
    if (this.leftOut++ === 0) this.#remark('stdout is not read: predictions are left out of it');
  }
}
