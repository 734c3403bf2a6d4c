import { constants, crc32, deflateRawSync } from 'node:zlib';

/** One part of an archive. `packed` stands for the deflated content, `checksum` for what the archive says of it. */
export type Part = { name: string; content: Buffer; stored?: boolean; packed?: Buffer; checksum?: number };

/** A zip archive; `repeats` lists every part that many times in the directory, all at the same place in the file. */
export function makeZip(parts: readonly Part[], { repeats = 1 } = {}): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const { name, content, stored = false, checksum = crc32(content) } = part;
    const packed = part.packed ?? (stored ? content : deflateRawSync(content));
    const common = Buffer.alloc(26); // version … extra length, the same in both headers
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(checksum, 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const entry = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, place, Buffer.from(name)]);
    for (let copy = 0; copy < repeats; copy++) directory.push(entry);
    files.push(Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed);
    offset += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, ...directory, end]);
}

/** A part that inflates to that many MiB of zeros, while the archive says that it is empty. */
export function makeBomb(name: string, mebibytes: number): Part {
  const block = deflateRawSync(Buffer.alloc(2 ** 20), { finishFlush: constants.Z_SYNC_FLUSH });
  const blocks = new Array<Buffer>(mebibytes).fill(block);
  return { name, content: Buffer.alloc(0), packed: Buffer.concat([...blocks, deflateRawSync(Buffer.alloc(0))]) };
}
