import { dirname, join } from 'node:path';
import type { CanFrame } from '../can/frame.js';
import type { Reason } from '../core/prediction.js';
import { eventsPath, formatEvent, type SessionEvent, type SessionHead } from '../drives/session-events.js';
import { GrowingFile } from '../files/growing-file.js';
import type { DriveKeeper } from './drive-keeper.js';
import { FrameLog } from './frame-log.js';
import type { SessionTape } from './live-samples.js';

/** ms, as of the frames */
const FLUSH_INTERVAL = 250;

type WithoutAfter<T> = T extends unknown ? Omit<T, 'after'> : never;

export type SessionRecorderOptions = {
  /** bytes; a log that has as many goes on in another file */
  partBytes: number;
  /** holds the folder within its budget */
  keeper?: DriveKeeper | undefined;
  onFault: (fault: unknown) => void;
};

/** A live session as LOG and LOG.events, from which a replay makes the same predictions. */
export class SessionRecorder implements SessionTape {
  readonly path: string;
  readonly #log: FrameLog;
  readonly #events: GrowingFile;
  readonly #timer: NodeJS.Timeout;
  readonly #keeper: DriveKeeper | undefined;
  #isWhole = true;
  #last: SessionEvent | undefined;

  /** `onFault`: once; the session goes on without its record, which ends whole at an earlier time. */
  constructor(path: string, head: SessionHead, options: SessionRecorderOptions) {
    this.path = path;
    const onFault = (fault: unknown) => {
      if (!this.#isWhole) return;
      this.#isWhole = false;
      options.onFault(fault);
    };
    this.#log = new FrameLog(path, { ...options, onFault, onPart: (part) => this.#goOn(path, part) });
    this.#events = new GrowingFile(eventsPath(path), onFault);
    this.#events.append(formatEvent(head));
    this.#keeper = options.keeper;
    this.#keeper?.begin(path);
    this.#timer = setInterval(() => this.#flush(), FLUSH_INTERVAL).unref();
  }

  frame(frame: CanFrame): void {
    if (this.#isWhole) this.#log.write(frame);
  }

  tick(timeUs: number, { isPlain }: { isPlain: boolean }): void {
    this.#note(isPlain ? { until: timeUs } : { tick: timeUs });
  }

  link(link: readonly Reason[]): void {
    this.#note({ link });
  }

  models(models: readonly string[]): void {
    this.#note({ models });
  }

  async close(): Promise<void> {
    this.#note({ end: true });
    clearInterval(this.#timer);
    await Promise.all([this.#log.close(), this.#events.close()]);
  }

  #goOn(first: string, part: string): void {
    this.#note({ part });
    this.#keeper?.begin(join(dirname(first), part));
  }

  #flush(): void {
    if (this.#last?.after !== this.#log.frames) this.#note({ mark: true });
    void this.#events.flush();
  }

  #note(event: WithoutAfter<SessionEvent>): void {
    if (!this.#isWhole) return;
    const noted = { after: this.#log.frames, ...event };
    if (this.#last && isSuperfluous(this.#last, noted)) this.#events.supersede(formatEvent(noted));
    else this.#events.append(formatEvent(noted));
    this.#last = noted;
  }
}

/** Whether the next event says as much without the last one, so that silence and marks take no room. */
const isSuperfluous = (last: SessionEvent, next: SessionEvent) =>
  'mark' in last || ('until' in last && 'until' in next && last.after === next.after);
