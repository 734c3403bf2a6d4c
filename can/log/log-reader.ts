import type { InputError } from '../../core/input-error.js';
import type { CanFrame } from '../frame.js';

/** What a reader remarks on a log that it goes on reading. */
export type LogRemark = (text: string) => void;

/**
 * Path → frames, in the file's order and with the file's stamps, also where they go back (what that means is for the
 * sampling to say). They come in batches, as many as a read of the file gave. Frames are made afresh: they belong to the
 * receiver, who may keep or change them. Throws an InputError that names file and line for what is not the format; a log
 * whose end is torn gives all its whole frames and a remark.
 */
export type LogReader = (path: string, remark?: LogRemark) => AsyncIterable<CanFrame[]>;

/** A log of one format: its bytes, chunk by chunk, → frames. */
export type LogDecoder = {
  /** Where the log is not of the format: nothing must be pushed any more, and the frames before it are good. */
  readonly fault: InputError | undefined;
  /** The frames that these bytes complete; the chunk may be kept, and is not changed. */
  push(chunk: Buffer): CanFrame[];
  /**
   * The frames that can be had from the end; what was passed over, lost or torn is remarked on. `isTorn`: it came before
   * what holds the log had its own.
   */
  flush(remark: LogRemark, isTorn: boolean): CanFrame[];
};

/** A log of lines. A line may say what those after it mean, so they are parsed in the file's order. */
export type LineFormat = {
  /** what the next line should be, for people */
  readonly expected: string;
  /** bytes of the longest line; a longer one without an end is refused */
  readonly longest: number;
  /**
   * The frame of bytes begin … end − 1, which have no line feed in them; null where they are none and say so, undefined
   * where they are not of the format.
   */
  parse(bytes: Buffer, begin: number, end: number): CanFrame | null | undefined;
  /** Whether a frame at the end of a file can't be one that was cut short. */
  isWhole(frame: CanFrame): boolean;
  /** What people should know at the end, each without the file's name. */
  readonly remarks: readonly string[];
};

/** Of a log that does not say when it began, or not in a way that is known. */
export const UNDATED = 'it does not say when it began, so its stamps begin at 0';
