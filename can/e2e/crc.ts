/** A cyclic redundancy check in the parameters of its catalogue: most significant bit first, nothing reflected. */
export type CrcParameters = { width: 8 | 16; polynomial: number; init: number; xorOut: number };

/** SAE J1850 (AUTOSAR Crc_CalculateCRC8) */
export const CRC8_J1850: CrcParameters = { width: 8, polynomial: 0x1d, init: 0xff, xorOut: 0xff };
/** AUTOSAR Crc_CalculateCRC8H2F */
export const CRC8_H2F: CrcParameters = { width: 8, polynomial: 0x2f, init: 0xff, xorOut: 0xff };
/** CRC-16/CCITT-FALSE (AUTOSAR Crc_CalculateCRC16) */
export const CRC16_CCITT: CrcParameters = { width: 16, polynomial: 0x1021, init: 0xffff, xorOut: 0 };

/** Feeds bytes one by one: `value = step(value, byte)` from `init` on, the checksum is `value ^ xorOut`. */
export type CrcStep = (value: number, byte: number) => number;

/** One table look-up a byte. */
export function compileCrc({ width, polynomial }: CrcParameters): CrcStep {
  const high = width - 8;
  const mask = 2 ** width - 1;
  const table = Uint16Array.from({ length: 256 }, (_, byte) => {
    let value = byte << high;
    for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ ((value >> (width - 1)) & 1 ? polynomial : 0);
    return value & mask;
  });
  return (value, byte) => table[((value >> high) ^ byte) & 0xff]! ^ ((value << 8) & mask);
}

/** `step` over the bytes begin … end − 1. */
export function feed(step: CrcStep, value: number, data: Uint8Array, begin: number, end = data.length): number {
  let crc = value;
  for (let at = begin; at < end; at++) crc = step(crc, data[at]!);
  return crc;
}
