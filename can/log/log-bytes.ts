import { open, type FileHandle } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** bytes a read */
const CHUNK = 64 * 1024;
/** of RFC 1952 */
const GZIP_MAGIC = [0x1f, 0x8b];
/** what editors put before UTF-8 */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Whether bytes that begin so are gzip data, which no drive file is. */
export const isGzip = (head: Uint8Array): boolean => beginsWith(head, GZIP_MAGIC);

/** A file's bytes, chunk by chunk, of gzip data what is in them, whatever its name says; a pipe will do for a file. */
export async function* logBytes(path: string): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    const plain = fileChunks(file);
    const first = await plain.next();
    if (first.done) return;
    const all = startingWith(first.value, plain);
    yield* withoutMark(isGzip(first.value) ? gunzip(all) : all);
  } finally {
    await file.close();
  }
}

/** Reads on from where the last read ended, so that a pipe will do for a file. */
async function* fileChunks(file: FileHandle): AsyncGenerator<Buffer, void> {
  for (;;) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* startingWith(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

async function* withoutMark(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of bytes) {
    yield isFirst && beginsWith(chunk, BYTE_ORDER_MARK) ? chunk.subarray(BYTE_ORDER_MARK.length) : chunk;
    isFirst = false;
  }
}

const beginsWith = (bytes: Uint8Array, begin: readonly number[]) => begin.every((byte, i) => bytes[i] === byte);

function gunzip(source: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  // A fault of either stream ends the iteration, so the callback has nothing to add.
  return pipeline(Readable.from(source), createGunzip({ chunkSize: CHUNK }), () => {});
}
