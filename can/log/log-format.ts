import { Asc } from './asc.js';
import { Blf } from './blf.js';
import { Candump, CANDUMP_LINE } from './candump.js';
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

/** The decoder of a log that begins so; what begins as none does is refused with its first line. */
export function decoderOf(head: Buffer, path: string): LogDecoder {
  const text = head.toString('latin1', 0, LOG_HEAD);
  const found = FORMATS.find(({ begins }) => begins.test(text));
  if (found) return found.decoder(path);
  const expected = CANDUMP.test(text) ? CANDUMP_LINE : `${CANDUMP_LINE}, or a log in ASC, BLF or TRC`;
  return new LineDecoder(path, new Candump(expected));
}

/** Whether a file that begins so is a CAN log. */
export function beginsAsLog(head: Buffer): boolean {
  const text = head.toString('latin1', 0, LOG_HEAD);
  return CANDUMP.test(text) || FORMATS.some(({ begins }) => begins.test(text));
}
