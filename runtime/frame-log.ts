import { existsSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { formatCandumpLine } from '../can/log/candump-format.js';
import type { CanFrame } from '../can/frame.js';
import { InputError } from '../core/input-error.js';
import { eventsPath } from '../drives/session-events.js';
import { GrowingFile } from '../files/growing-file.js';
import { systemFault } from '../files/system-fault.js';

/** ms; what came in them is what a killed process loses */
const FLUSH_INTERVAL = 250;
const EXTENSION = '.log';

export type FrameLogOptions = {
  /** bytes; a file that has as many goes on as the next one */
  partBytes: number;
  /** The log has ended for this, and the rest of the process goes on. */
  onFault: (fault: unknown) => void;
  /** The log goes on in the file of this name, beside the first one. */
  onPart?: (name: string) => void;
};

/** A candump log of a live bus: NAME.log, then NAME.1.log, NAME.2.log … */
export class FrameLog {
  /** given so far */
  frames = 0;
  bytes = 0;
  readonly #path: string;
  readonly #options: FrameLogOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #closing: Promise<void>[] = [];
  #file: GrowingFile;
  #part = 0;
  #hasFailed = false;

  /** Makes the first file, and refuses one that is there. */
  constructor(path: string, options: FrameLogOptions) {
    this.#path = path;
    this.#options = options;
    this.#file = this.#open(path);
    this.#timer = setInterval(() => void this.#file.flush(), FLUSH_INTERVAL).unref();
  }

  /** files that it has gone on in, beside the first one */
  get parts(): number {
    return this.#part;
  }

  write(frame: CanFrame): void {
    if (this.#file.length >= this.#options.partBytes && !this.#hasFailed) this.#goOn();
    if (this.#hasFailed) return;
    this.frames++;
    const line = `${formatCandumpLine(frame)}\n`;
    this.bytes += line.length;
    this.#file.append(line);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#closing, this.#file.close()]);
  }

  #goOn(): void {
    const name = partPath(this.#path, ++this.#part);
    this.#closing.push(this.#file.close());
    try {
      this.#file = this.#open(name);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#options.onPart?.(basename(name));
  }

  #open(path: string): GrowingFile {
    return new GrowingFile(path, (fault) => this.#fail(fault));
  }

  #fail(fault: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    void this.close();
    this.#options.onFault(fault);
  }
}

const partPath = (path: string, part: number) => `${path.slice(0, -extname(path).length)}.${part}${extname(path)}`;

function isThereAsFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch (error) {
    throw systemFault(error, 'a file that can be made', path);
  }
}

/**
 * The path of a log that is to be: as written, or in a folder by its time (ms since 1970). A file is not written over:
 * one in a folder, and the log of a run that goes on, then have a number behind their names; another one is refused.
 */
export function newLogPath(written: string, nowMs: number, where: string, { goesOn = false } = {}): string {
  const isFolder = written.endsWith('/') || isThereAsFolder(written);
  const name = new Date(nowMs)
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replaceAll(':', '-');
  const path = isFolder ? join(written, `${name}${EXTENSION}`) : written;
  if (extname(path) !== EXTENSION)
    throw new InputError(`expected a folder or a name that ends in .log, got ${path} (${where})`);
  const taken = leftOf(path);
  if (taken === undefined) return path;
  if (!isFolder && !goesOn) throw new InputError(`expected a log that is not there yet, got ${taken} (${where})`);
  for (let number = 2; ; number++) {
    const other = `${path.slice(0, -EXTENSION.length)}-${number}${EXTENSION}`;
    if (leftOf(other) === undefined) return other;
  }
}

/** What an earlier log of this path has left: that beside it would be taken for the new one's. */
const leftOf = (path: string) => [path, eventsPath(path), partPath(path, 1)].find((one) => existsSync(one));
