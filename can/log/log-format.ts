import { Asc } from './asc.js';
import { Blf } from './blf.js';
import { Candump } from './candump.js';
import { LineDecoder } from './line-decoder.js';
import type { LogDecoder } from './log-reader.js';
import { Trc } from './trc.js';

/** bytes from which a log's format is known */
export const LOG_HEAD = 512;

/** How each format begins, but for candump's, which has no head. */
const FORMATS: readonly { begins: RegExp; decoder: (path: string) => LogDecoder }[] = [
  { begins: /^LOGG/, decoder: (path) => new Blf(path) },
  {
    begins: /^\s*(?:\/\/[^\n]*\n\s*)*(?:date\s+\S+\s+\S+\s+\d|base\s+(?:hex|dec)\b)/i,
    decoder: (path) => new LineDecoder(path, new Asc()),
  },
  { begins: /^\s*;/, decoder: (path) => new LineDecoder(path, new Trc()) },
];
/** a line of candump, or what it says first where frames were lost */
const CANDUMP = /^\s*\(\d+\.\d+\)\s+\S+\s+[0-9a-f]+#|^DROPCOUNT:/i;

/** The decoder of a log that begins so; what begins as none does is refused as no candump log. */
export function decoderOf(head: Buffer, path: string): LogDecoder {
  const text = head.toString('latin1', 0, LOG_HEAD);
  const found = FORMATS.find(({ begins }) => begins.test(text));
  return found ? found.decoder(path) : new LineDecoder(path, new Candump());
}

/** Whether a file that begins so is a CAN log. */
export function beginsAsLog(head: Buffer): boolean {
  const text = head.toString('latin1', 0, LOG_HEAD);
  return CANDUMP.test(text) || FORMATS.some(({ begins }) => begins.test(text));
}
