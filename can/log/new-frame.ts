import type { CanFrame } from '../frame.js';

/** A classic frame of a log, without data, of which nothing more is known yet. */
export const newFrame = (timestampUs: number, channel: string): CanFrame => ({
  id: 0,
  extended: false,
  data: new Uint8Array(),
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
