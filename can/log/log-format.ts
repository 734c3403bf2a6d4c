import { InputError } from '../../core/input-error.js';
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
    begins:
      /^\s*(?:\/\/[^\n]*\n\s*)*(?:date[ \t]+\S+[ \t]+\S+[ \t]+\d+[ \t]+\d+:\d|date\s[^\n]*\n\s*base\s|base\s+(?:hex|dec)\b)/i,
    decoder: (path) => new LineDecoder(path, new Asc()),
  },
  {
    begins: /^\s*;(?:\$\w+=|#{4,}|-{4,})|^(?:\s*;[^\n]*\n)+\s*\d+\)\s+\d/,
    decoder: (path) => new LineDecoder(path, new Trc()),
  },
];
const MDF = /^MDF /;
/** What engineers have beside, and what makes a log of it. */
const UNREADABLE: readonly (readonly [begins: RegExp, what: string])[] = [
  [MDF, 'MF4, of which `python3 -m can.logconvert` makes a BLF (python-can with asammdf)'],
  [/^\xfd7zXZ/, 'xz data: unpack them (gzip is read as it is)'],
  [/^BZh/, 'bzip2 data: unpack them (gzip is read as it is)'],
  [/^PK\x03\x04/, 'a ZIP archive: unpack it'],
  [/^\s*(?:\(\d+\.\d+\)\s+)?\S+\s+[0-9A-F]{3,8}\s+\[\d+\]/, "candump's picture for people: record with `candump -l`"],
];
/** a line of candump, or what it says first where frames were lost */
const CANDUMP = /^\s*\(\d+\.\d+\)\s+\S+\s+[0-9a-f]+#|^DROPCOUNT:/i;

/** The decoder of a log that begins so; what begins as none does is refused with its first line. */
export function decoderOf(head: Buffer, path: string): LogDecoder {
  const text = head.toString('latin1', 0, LOG_HEAD);
  const found = FORMATS.find(({ begins }) => begins.test(text));
  if (found) return found.decoder(path);
  const [, what] = UNREADABLE.find(([begins]) => begins.test(text)) ?? [];
  if (what !== undefined)
    throw new InputError(`expected a log in ASC, BLF, TRC or candump's format, got ${what} (${path})`);
  const expected = CANDUMP.test(text) ? CANDUMP_LINE : `${CANDUMP_LINE}, or a log in ASC, BLF or TRC`;
  return new LineDecoder(path, new Candump(expected));
}

/** Whether a file that begins so is a CAN log, or one in a format that is not read. */
export function beginsAsLog(head: Buffer): boolean {
  const text = head.toString('latin1', 0, LOG_HEAD).replace(/^\xef\xbb\xbf/, '');
  return CANDUMP.test(text) || MDF.test(text) || FORMATS.some(({ begins }) => begins.test(text));
}
