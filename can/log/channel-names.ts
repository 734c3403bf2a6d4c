/** Interface names as strings from a log's bytes: lines of one interface share one string, made once. */
export class ChannelNames {
  readonly #known: { name: string; bytes: Uint8Array }[] = [];

  /** The name in bytes begin … end − 1. */
  find(bytes: Buffer, begin: number, end: number): string {
    for (let k = 0; k < this.#known.length; k++) {
      const known = this.#known[k]!;
      if (isEqual(bytes, begin, end, known.bytes)) return known.name;
    }
    const name = bytes.toString('utf8', begin, end);
    this.#known.push({ name, bytes: Uint8Array.from(bytes.subarray(begin, end)) });
    return name;
  }
}

function isEqual(bytes: Buffer, begin: number, end: number, other: Uint8Array): boolean {
  if (end - begin !== other.length) return false;
  for (let i = 0; i < other.length; i++) if (bytes[begin + i] !== other[i]) return false;
  return true;
}
