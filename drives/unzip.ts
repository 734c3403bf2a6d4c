import { crc32, inflateRawSync } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const END_OF_DIRECTORY_BYTES = 22;
const DIRECTORY_ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

type Entry = { name: string; method: number; checksum: number; storedBytes: number; headerAt: number };

/**
 * Every part of a zip archive, by name (PKWARE's APPNOTE.TXT, 4.3). No size that the archive states is believed, so a
 * bomb that lies about itself takes no more memory than `maxBytes` either.
 */
export function unzip(archive: Buffer, maxBytes: number): Map<string, Buffer> {
  const parts = new Map<string, Buffer>();
  let left = maxBytes;
  for (const entry of readDirectory(archive)) {
    const content = extract(archive, entry, left);
    left -= content.length;
    if (left < 0) throw tooLarge();
    if (crc32(content) !== entry.checksum) throw new Error(`the checksum of ${entry.name} does not fit`);
    parts.set(entry.name, content);
  }
  return parts;
}

/** At most `limit` bytes of a deflated part are inflated; a stored part takes no memory of its own. */
function extract(archive: Buffer, { name, method, storedBytes, headerAt }: Entry, limit: number): Buffer {
  const begin =
    headerAt + LOCAL_HEADER_BYTES + archive.readUInt16LE(headerAt + 26) + archive.readUInt16LE(headerAt + 28);
  if (method === STORED) return archive.subarray(begin, begin + storedBytes);
  if (method !== DEFLATED) throw new Error(`${name} is packed by method ${method}, not deflated`);
  try {
    return inflateRawSync(archive.subarray(begin), { maxOutputLength: Math.max(1, limit) });
  } catch (error) {
    throw error instanceof RangeError ? tooLarge() : error;
  }
}

function readDirectory(archive: Buffer): Entry[] {
  const end = endOfDirectory(archive);
  let at = archive.readUInt32LE(end + 16);
  return Array.from({ length: archive.readUInt16LE(end + 10) }, () => {
    const nameEnd = at + DIRECTORY_ENTRY_BYTES + archive.readUInt16LE(at + 28);
    const entry = {
      name: archive.toString('utf8', at + DIRECTORY_ENTRY_BYTES, nameEnd),
      method: archive.readUInt16LE(at + 10),
      checksum: archive.readUInt32LE(at + 16),
      storedBytes: archive.readUInt32LE(at + 20),
      headerAt: archive.readUInt32LE(at + 42),
    };
    at = nameEnd + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    return entry;
  });
}

/** It stands last, before a comment of any length; a file that was cut short has none. */
function endOfDirectory(archive: Buffer): number {
  for (let at = archive.length - END_OF_DIRECTORY_BYTES; at >= 0; at--) {
    if (archive.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  throw new Error('it is no zip archive, or cut short');
}

const tooLarge = () => new Error('it inflates to more than a drive may have');
