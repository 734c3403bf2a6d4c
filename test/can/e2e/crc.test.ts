import { expect, test } from 'vitest';
import { compileCrc, CRC16_CCITT, CRC8_H2F, CRC8_J1850, feed, type CrcParameters } from '../../../can/e2e/crc.js';

const crc = (parameters: CrcParameters, data: Uint8Array) =>
  feed(compileCrc(parameters), parameters.init, data, 0) ^ parameters.xorOut;

/** The check values of the catalogues: the CRC of the nine characters "123456789". */
test.each([
  ['SAE J1850', CRC8_J1850, 0x4b],
  ['8H2F', CRC8_H2F, 0xdf],
  ['16 CCITT', CRC16_CCITT, 0x29b1],
])('CRC %s has its published check value', (_, parameters, check) => {
  expect(crc(parameters, Buffer.from('123456789'))).toBe(check);
});

/** AUTOSAR SWS CRC library: the table of example data for each routine. */
test.each([
  [[0x00, 0x00, 0x00, 0x00], 0x59, 0x12, 0x84c0],
  [[0xf2, 0x01, 0x83], 0x37, 0xc2, 0xd374],
  [[0x0f, 0xaa, 0x00, 0x55], 0x79, 0xc6, 0x2023],
  [[0x00, 0xff, 0x55, 0x11], 0xb8, 0x77, 0xb8f9],
  [[0x33, 0x22, 0x55, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff], 0xcb, 0x11, 0xf53f],
  [[0x92, 0x6b, 0x55], 0x8c, 0x33, 0x0745],
  [[0xff, 0xff, 0xff, 0xff], 0x74, 0x6c, 0x1d0f],
])('CRCs of %j are those of the AUTOSAR library', (bytes, j1850, h2f, ccitt) => {
  const data = Uint8Array.from(bytes);
  expect([crc(CRC8_J1850, data), crc(CRC8_H2F, data), crc(CRC16_CCITT, data)]).toEqual([j1850, h2f, ccitt]);
});
