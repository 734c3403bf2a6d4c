import type { CanFrame } from '../frame.js';

/** What a reader remarks on a log that it goes on reading. */
export type LogRemark = (text: string) => void;

/**
 * A reader of one log format: path → frames, in the file's order and with the file's stamps, also where they go back
 * (what that means is for the sampling to say). They come in batches, as many as a read of the file gave. Frames are
 * made afresh: they belong to the receiver, who may keep or change them. Throws an InputError that names file and line
 * for what is not the format; a log whose end is torn gives all its whole lines and a remark.
 */
export type LogReader = (path: string, remark?: LogRemark) => AsyncIterable<CanFrame[]>;
