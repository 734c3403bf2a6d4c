const SIGNATURE = Buffer.from('LOBJ');
const SIGNATURE_WORD = SIGNATURE.readUInt32LE(0);
/** bytes of the part of a header that all objects have: signature, its size and version, size of all, type */
export const BASE = 16;
/** bytes between two objects */
const MOST_PADDING = 8;
/** bytes; Vector's containers hold 128 kB, and no object is larger than some MB */
export const MOST = 64 * 2 ** 20;

/** An object among bytes, its header in front: begin … end − 1; `at`: where it begins among all that were pushed. */
export type BlfObject = { type: number; bytes: Buffer; begin: number; end: number; at: number };

/** Chunks of bytes → the objects that they complete. */
export class BlfBytes {
  /** what was found in the place of an object, and behind how many bytes; nothing must be pushed any more */
  fault: { got: string; at: number } | undefined;
  #chunks: Buffer[] = [];
  #size = 0;
  /** bytes until which another look is in vain: a large object is not put together again for each of its chunks */
  #wanted = BASE;
  /** bytes before those that are kept */
  #before = 0;

  /** Of an object that is not whole, or what a crash left in the place of one; none where they are padding. */
  get rest(): Buffer {
    return this.#size > MOST_PADDING ? Buffer.concat(this.#chunks) : Buffer.alloc(0);
  }

  /** Calls for each whole object; what it calls with is written again, and its bytes are not kept. */
  push(chunk: Buffer, take: (object: BlfObject) => void): void {
    if (this.#wanted === Infinity) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#wanted) return;
    const bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    const rest = bytes.subarray(this.#each(bytes, take));
    this.#chunks = rest.length > 0 ? [Buffer.from(rest)] : []; // a copy, so that the chunk is let go
    this.#before += bytes.length - rest.length;
    this.#size = rest.length;
  }

  /** Returns where the first object begins that is not whole. */
  #each(bytes: Buffer, take: (object: BlfObject) => void): number {
    const object = { type: 0, bytes, begin: 0, end: 0, at: 0 };
    this.#wanted = BASE;
    for (;;) {
      const begin = beginOf(bytes, object.end);
      const left = bytes.length - Math.max(begin, object.end);
      if (begin < 0 ? left <= MOST_PADDING : left < BASE) return object.end;
      const size = begin < 0 ? 0 : bytes.readUInt32LE(begin + 8);
      if (begin < 0 || begin - object.end > MOST_PADDING || size < BASE || size > MOST) {
        if (bytes.subarray(object.end).some((byte) => byte !== 0))
          this.fault ??= {
            got: JSON.stringify(bytes.toString('latin1', object.end, object.end + BASE)),
            at: this.#before + object.end,
          };
        this.#wanted = Infinity; // after zeros nothing is looked for any more
        return object.end;
      }
      if (left < size) {
        this.#wanted = begin - object.end + size;
        return object.end;
      }
      object.type = bytes.readUInt32LE(begin + 12);
      object.begin = begin;
      object.end = begin + size;
      object.at = this.#before + begin;
      take(object);
    }
  }
}

/** Where the next object begins: here, but for its padding; −1 where there is none. */
function beginOf(bytes: Buffer, at: number): number {
  const isHere = bytes.length - at >= SIGNATURE.length && bytes.readUInt32LE(at) === SIGNATURE_WORD;
  return isHere ? at : bytes.indexOf(SIGNATURE, at);
}
