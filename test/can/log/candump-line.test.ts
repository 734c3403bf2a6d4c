import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCandumpLine } from '../../../can/log/candump-format.js';
import { CandumpLineParser } from '../../../can/log/candump-line.js';
import { anyFrame, makeFrame } from '../frames.js';

const parse = (line: string) => {
  const padded = Buffer.from(`x${line}y`); // what lies around the line must not be read
  return new CandumpLineParser().parse(padded, 1, padded.length - 1);
};

test('every frame is the same after writing and reading it', () => {
  fc.assert(
    fc.property(anyFrame, (frame) => {
      expect(parse(formatCandumpLine(frame))).toEqual(frame);
    }),
    { numRuns: 3000 },
  );
});

test.each([
  ['(1631416514.717133) can0 0D2#0000FFFF10000000', {}],
  ['(0000000000.000001) vcan1 7FF#', { id: 0x7ff, data: Uint8Array.of(), timestampUs: 1, channel: 'vcan1' }],
  [
    '(1.5) can0 1ABCDEF0#0011',
    { id: 0x1abcdef0, extended: true, data: Uint8Array.of(0, 0x11), timestampUs: 1_500_000 },
  ],
  ['(1.0) can0 00000123#aB', { id: 0x123, extended: true, data: Uint8Array.of(0xab), timestampUs: 1e6 }],
  ['(1.0) can0 123##1AABB', { id: 0x123, fd: true, brs: true, data: Uint8Array.of(0xaa, 0xbb), timestampUs: 1e6 }],
  ['(1.0) can0 123##6', { id: 0x123, fd: true, esi: true, data: Uint8Array.of(), timestampUs: 1e6 }],
  ['(1.0) can0 123#R', { id: 0x123, remote: true, data: Uint8Array.of(), timestampUs: 1e6 }],
  ['(1.0) can0 123#R5', { id: 0x123, remote: true, remoteLength: 5, data: Uint8Array.of(), timestampUs: 1e6 }],
  ['(1.0) can0 20000080#01', { id: 0x80, error: true, data: Uint8Array.of(1), timestampUs: 1e6 }],
  ['(1.0) can0 123#01 R', { id: 0x123, data: Uint8Array.of(1), direction: 'rx' as const, timestampUs: 1e6 }],
  ['(1.0) can0 123#01 T', { id: 0x123, data: Uint8Array.of(1), direction: 'tx' as const, timestampUs: 1e6 }],
  [
    '(1.0) can0 123#R R',
    { id: 0x123, remote: true, data: Uint8Array.of(), direction: 'rx' as const, timestampUs: 1e6 },
  ],
  ['(1.0) can0 123#1122334455667788_B', { id: 0x123, data: Buffer.from('1122334455667788', 'hex'), timestampUs: 1e6 }],
  ['(1.123456789)  can0  123#01  \r', { id: 0x123, data: Uint8Array.of(1), timestampUs: 1_123_456 }],
  ['(7) can0 123#01', { id: 0x123, data: Uint8Array.of(1), timestampUs: 7e6 }],
])('%j is read', (line, fields) => {
  const frame = parse(line);
  expect(frame && { ...frame, data: [...frame.data] }).toEqual({
    ...makeFrame(fields),
    data: [...makeFrame(fields).data],
  });
});

test.each([
  '',
  'hello',
  '1631416514.717133 can0 0D2#00',
  '(1631416514.717133 can0 0D2#00',
  '(1631416514.717133)',
  '(1631416514.717133) can0',
  '(1631416514.717133) can0 ',
  '(1631416514.717133) can0 0D2',
  '(1631416514.717133) can0 #00',
  '(1631416514.717133) can0 0D2#0',
  '(1631416514.717133) can0 0D2#001122334455667788',
  '(1631416514.717133) can0 0D2#00R',
  '(1631416514.717133) can0 0D2#00 X',
  '(1631416514.717133) can0 0D2#R511',
  '(1631416514.717133) can0 0D2#0G',
  '(1631416514.717133) can0 0D2##',
  `(1631416514.717133) can0 0D2##1${'00'.repeat(65)}`,
  '(1631416514.717133) can0 123456789#00',
  '(16314165140.717133) can0 0D2#00',
  '(a.b) can0 0D2#00',
  '(.5) can0 0D2#00',
  ' can0  0D2   [2]  00 11',
])('%j is no line of candump', (line) => {
  expect(parse(line)).toBeUndefined();
});

test('no bytes make it fail, and a line cut anywhere is read as no more than it says', () => {
  const parser = new CandumpLineParser();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void parser.parse(Buffer.from(bytes), 0, bytes.length)),
  );
  const line = '(1631416514.717133) can0 0D2#0000FFFF10000000';
  for (let length = 0; length < line.length; length++) {
    const frame = parse(line.slice(0, length));
    if (frame) expect(frame.data.length).toBeLessThan(8);
  }
});

test('one interface is one string', () => {
  const parser = new CandumpLineParser();
  const names = ['can0', 'can1', 'can0', 'can10'].map((name) => {
    const line = Buffer.from(`(1.0) ${name} 123#`);
    return parser.parse(line, 0, line.length)!.channel;
  });
  expect(names).toEqual(['can0', 'can1', 'can0', 'can10']);
});
