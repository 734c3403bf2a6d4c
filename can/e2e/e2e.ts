/**
 * End-to-end protection of a message: a checksum that its sender computes over the payload, in most formulas over what
 * the payload leaves unsaid too (message id, data id), and writes into the payload.
 */
export type Checksum = {
  /** bytes without which the payload has no place for it */
  minLength: number;
  /** what the checksum of this payload has to be; `id` is the frame's, without flags */
  compute(id: number, data: Uint8Array): number;
  read(data: Uint8Array): number;
  write(data: Uint8Array, checksum: number): void;
};

/** Whether the payload is long enough and carries its checksum. */
export function isIntact(checksum: Checksum, id: number, data: Uint8Array): boolean {
  return data.length >= checksum.minLength && checksum.read(data) === checksum.compute(id, data);
}

/** Writes the checksum of the payload into it; the counter, where there is one, must be in place. */
export function protect(checksum: Checksum, id: number, data: Uint8Array): void {
  checksum.write(data, checksum.compute(id, data));
}

/** The place of a checksum of one byte; −1 is the last one. */
export function inByte(at: number): Pick<Checksum, 'minLength' | 'read' | 'write'> {
  const index = (data: Uint8Array) => (at < 0 ? data.length + at : at);
  return {
    minLength: at < 0 ? -at : at + 1,
    read: (data) => data[index(data)]!,
    write: (data, checksum) => {
      data[index(data)] = checksum;
    },
  };
}
