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
  /** The frames that these bytes complete; the chunk is not kept. */
  push(chunk: Buffer): CanFrame[];
  /** The bytes have ended before their end: what is left is not whole. */
  tear(): void;
  /** The frames that the end completes; what was passed over, lost or torn is remarked on. */
  flush(remark: LogRemark): CanFrame[];
};

/** A log of which each line is a frame, or nothing to a reader of frames. */
export type LineFormat = {
  /** what a line should have been, for people */
  readonly expected: string;
  /** The frame of bytes begin … end − 1, which have no line feed in them; null where they have none, undefined where they are not of the format. */
  parse(bytes: Buffer, begin: number, end: number): CanFrame | null | undefined;
  /** What people should know at the end, each without the file's name. */
  readonly remarks: readonly string[];
};
