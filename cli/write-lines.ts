import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { makeFolder } from '../files/make-folder.js';
import { openWholeFile } from '../files/whole-file.js';

/** characters that go out at a time */
const CHUNK = 1 << 16;

/** Writes lines as they are made, to a file that is whole or not there, or to stdout as fast as it is read. */
export async function writeLines(lines: Iterable<string>, out: string | undefined, signal: AbortSignal): Promise<void> {
  if (out === undefined) return writeAll(lines, signal, toStdout);
  const undo = await makeFolder(dirname(out));
  const file = openWholeFile(out);
  try {
    await writeAll(lines, signal, (text) => file.write(text));
    file.commit();
  } finally {
    file.abort();
    await undo(); // a folder with nothing in it
  }
}

async function writeAll(
  lines: Iterable<string>,
  signal: AbortSignal,
  write: (text: string) => void | Promise<void>,
): Promise<void> {
  let text = '';
  for (const line of lines) {
    text += line;
    if (text.length < CHUNK) continue;
    await write(text);
    text = '';
    await setImmediate(); // an interrupt is heard, and that the reader has gone
    signal.throwIfAborted();
  }
  await write(text);
}

const toStdout = (text: string) => new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
