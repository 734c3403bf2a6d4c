import { expect, test } from 'vitest';
import { InputError } from '../../core/input-error.js';
import { MessageDecoder } from '../../can/message-decoder.js';
import { MessageEncoder } from '../../can/message-encoder.js';
import { makeMessage, makeSignal } from './signals.js';

const by = (value: number) => ({ by: 'PAGE', ranges: [[value, value]] as const });
const message = makeMessage([
  makeSignal({ name: 'ONE', start: 8, length: 16, byteOrder: 'motorola', multiplexing: by(1) }),
  makeSignal({ name: 'TWO', start: 8, multiplexing: by(2) }),
  makeSignal({ name: 'PAGE', isMultiplexer: true }),
  makeSignal({ name: 'ANGLE', start: 32, length: 16, kind: 'signed', factor: 0.1 }),
  makeSignal({ name: 'ANGLE_HIGH', start: 40, kind: 'signed' }),
]);

test('a payload decodes to the values that it was made of', () => {
  const names = ['TWO', 'ANGLE', 'PAGE'];
  const encoded = new MessageEncoder(message, names).encode([7, -450.3, 2]);
  const decoder = new MessageDecoder(message, names);
  if (!('data' in encoded)) return expect.fail(encoded.misfit);
  decoder.decode(encoded.data);
  expect(encoded.data).toHaveLength(8);
  expect([...decoder.values]).toEqual([7, expect.closeTo(-450.3, 9), 2]);
});

test('of two signals in one place the multiplexer writes one, wherever it comes in the order', () => {
  const encoder = new MessageEncoder(message, ['ONE', 'TWO', 'PAGE']);
  expect(encoder.encode([NaN, 7, 2])).toEqual({ data: Uint8Array.of(2, 7, 0, 0, 0, 0, 0, 0) });
});

test('a value that does not fit is named', () => {
  const encoder = new MessageEncoder(message, ['PAGE', 'ANGLE']);
  expect(encoder.encode([0, 3276.8])).toEqual({ misfit: 'ANGLE' });
  expect(encoder.encode([256, 0])).toEqual({ misfit: 'PAGE' });
});

test('signals that share bits are refused together', () => {
  expect(() => new MessageEncoder(message, ['ANGLE', 'ANGLE_HIGH'])).toThrow(
    new InputError('expected signals with bits of their own, got ANGLE_HIGH over ANGLE (a.dbc:2)'),
  );
});
