import { counted } from '../../core/counted.js';
import type { CanFrame } from '../frame.js';
import { CAN_MAX_LENGTH, CANFD_MAX_LENGTH } from '../linux-can.js';
import { CandumpLineParser } from './candump-line.js';
import type { LineFormat } from './log-reader.js';

export const CANDUMP_LINE = 'a candump line such as "(1631416514.717133) can0 0D2#0000FFFF10000000"';
/** What candump writes among the frames where its socket's buffer was full. */
const DROPPED = /^DROPCOUNT: dropped (\d+) CAN frames? on '(.*)' socket/;
/** bytes of a line that may be such a one */
const DROPPED_LENGTH = 120;

/** candump's -l and -L form (can-utils). */
export class Candump implements LineFormat {
  readonly expected: string;
  readonly longest = 4096; // candump writes 170 at most
  readonly #parser = new CandumpLineParser();
  /** frames that candump says it lost, by interface */
  readonly #dropped = new Map<string, number>();

  /** `expected`: what a line should be, for people */
  constructor(expected = CANDUMP_LINE) {
    this.expected = expected;
  }

  parse(bytes: Buffer, begin: number, end: number): CanFrame | null | undefined {
    return this.#parser.parse(bytes, begin, end) ?? this.#countDropped(bytes, begin, end);
  }

  /** Fewer bytes may be what is left of more. */
  isWhole({ fd, data, direction }: CanFrame): boolean {
    return direction !== undefined || data.length === (fd ? CANFD_MAX_LENGTH : CAN_MAX_LENGTH);
  }

  get remarks(): string[] {
    return [...this.#dropped].map(
      ([channel, count]) => `candump lost ${counted(count, 'frame')} on ${channel}, as its socket's buffer was full`,
    );
  }

  #countDropped(bytes: Buffer, begin: number, end: number): null | undefined {
    const text = bytes.toString('latin1', begin, Math.min(end, begin + DROPPED_LENGTH));
    const [, count, channel] = DROPPED.exec(text) ?? [];
    if (count === undefined || channel === undefined) return undefined;
    this.#dropped.set(channel, (this.#dropped.get(channel) ?? 0) + Number(count));
    return null;
  }
}
