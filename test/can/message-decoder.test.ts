import { expect, test } from 'vitest';
import { DecoderTable, MessageDecoder } from '../../can/message-decoder.js';
import { makeFrame } from './frames.js';
import { makeMessage, makeSignal } from './signals.js';

const message = makeMessage([
  makeSignal({ name: 'PAGE', isMultiplexer: true }),
  makeSignal({ name: 'SPEED', start: 8, length: 16, factor: 0.01 }),
  makeSignal({ name: 'GEAR', start: 24, multiplexing: { by: 'PAGE', ranges: [[1, 1]] } }),
]);

test('gives the wanted signals in the wanted order', () => {
  const decoder = new MessageDecoder(message, ['SPEED', 'PAGE']);
  expect(decoder.decode(Uint8Array.of(1, 0x10, 0x27, 4, 0, 0, 0, 0))).toBeUndefined();
  expect([...decoder.values]).toEqual([100, 1]);
});

test('a frame shorter than the message changes nothing, a longer one is taken', () => {
  const decoder = new MessageDecoder(message, ['SPEED']);
  decoder.decode(Uint8Array.of(1, 0x10, 0x27, 4, 0, 0, 0, 0));
  expect(decoder.decode(Uint8Array.of(1, 0x20, 0x4e, 4, 0, 0, 0))).toBe('SHORT_FRAME');
  expect(decoder.decode(new Uint8Array(0))).toBe('SHORT_FRAME');
  expect([...decoder.values]).toEqual([100]);
  expect(decoder.decode(new Uint8Array(64))).toBeUndefined();
  expect([...decoder.values]).toEqual([0]);
});

test('a signal that the multiplexer leaves out keeps its value and is not present', () => {
  const decoder = new MessageDecoder(message, ['GEAR']);
  expect([...decoder.values, ...decoder.present]).toEqual([NaN, 0]);
  decoder.decode(Uint8Array.of(1, 0, 0, 4, 0, 0, 0, 0));
  expect([...decoder.values, ...decoder.present]).toEqual([4, 1]);
  decoder.decode(Uint8Array.of(2, 0, 0, 9, 0, 0, 0, 0));
  expect([...decoder.values, ...decoder.present]).toEqual([4, 0]);
});

test('a float that is no number is present and is no number', () => {
  const decoder = new MessageDecoder(makeMessage([makeSignal({ length: 32, kind: 'float' })]), ['SIGNAL']);
  decoder.decode(Uint8Array.of(0, 0, 0xc0, 0x7f, 0, 0, 0, 0));
  expect([...decoder.values, ...decoder.present]).toEqual([NaN, 1]);
});

test('the table tells standard ids from extended ones and finds no error and no remote frame', () => {
  const standard = new MessageDecoder(message, []);
  const extended = new MessageDecoder({ ...message, extended: true }, []);
  const table = new DecoderTable([standard, extended]);
  expect(table.find(makeFrame({ id: 1 }))).toBe(standard);
  expect(table.find(makeFrame({ id: 1, extended: true }))).toBe(extended);
  expect(table.find(makeFrame({ id: 2 }))).toBeUndefined();
  expect(table.find(makeFrame({ id: 1, error: true }))).toBeUndefined();
  expect(table.find(makeFrame({ id: 1, remote: true }))).toBeUndefined();
});
