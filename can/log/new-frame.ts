import type { CanFrame } from '../frame.js';

/** no bytes, that nobody can change */
const NONE = new Uint8Array();

/** A classic frame of a log, without data, of which nothing more is known yet. */
export const newFrame = (timestampUs: number, channel: string): CanFrame => ({
  id: 0,
  extended: false,
  data: NONE,
  timestampUs,
  channel,
  fd: false,
  brs: false,
  esi: false,
  error: false,
  remote: false,
  remoteLength: 0,
  direction: undefined,
});

/** With its data; undefined where they are not whole, and so is the frame. */
export function withData(frame: CanFrame, data: Uint8Array | undefined): CanFrame | undefined {
  if (!data) return undefined;
  frame.data = data;
  return frame;
}
