/** The CRCs of the output message as they are written down, bit by bit. */
function crcOf(bytes: Iterable<number>, { width, polynomial }: { width: number; polynomial: number }): number {
  const mask = 2 ** width - 1;
  let crc = mask;
  for (const byte of bytes) {
    crc ^= byte << (width - 8);
    for (let bit = 0; bit < 8; bit++) crc = (crc >> (width - 1)) & 1 ? ((crc << 1) ^ polynomial) & mask : crc << 1;
  }
  return crc;
}
export const profile5 = (data: Uint8Array, id: number) =>
  crcOf([...data.subarray(2), id & 0xff, id >> 8], { width: 16, polynomial: 0x1021 });
export const j1850 = (data: Uint8Array) => crcOf(data.subarray(1), { width: 8, polynomial: 0x1d }) ^ 0xff;
