import { expect, test } from 'vitest';
import { withSignals, signalOf } from './parse-lines.js';

test('simple multiplexing: mN hangs on the one M', () => {
  const { signals } = withSignals(` SG_ A m0 : 8|8@1+ (1,0) [0|0] "" X
 SG_ S M : 0|8@1+ (1,0) [0|0] "" X
 SG_ B m12 : 8|8@1+ (1,0) [0|0] "" X`).messages[0]!;
  expect(signals.map(({ multiplexing }) => multiplexing)).toEqual([
    { by: 'S', ranges: [[0, 0]] },
    undefined,
    { by: 'S', ranges: [[12, 12]] },
  ]);
  expect(signals[1]!.isMultiplexer).toBe(true);
});

test('extended multiplexing: several ranges, multiplexers on multiplexers', () => {
  const dbc = withSignals(
    ` SG_ A M : 0|8@1- (1,0) [0|0] "" X
 SG_ B m2M : 8|8@1- (1,0) [0|0] "" X
 SG_ C m1 : 16|8@1- (1,0) [0|0] "" X`,
    'SG_MUL_VAL_ 37 B A 2-2;\nSG_MUL_VAL_ 37 C B 0-0, 3-5;\n',
  );
  expect(dbc.warnings).toEqual([]);
  expect(dbc.messages[0]!.signals.map(({ multiplexing }) => multiplexing)).toEqual([
    undefined,
    { by: 'A', ranges: [[2, 2]] },
    {
      by: 'B',
      ranges: [
        [0, 0],
        [3, 5],
      ],
    },
  ]);
});

test('a multiplexed signal without a multiplexer, or with one that hangs on itself, is a fault of the signal', () => {
  expect(signalOf(' SG_ A m0 : 8|8@1+ (1,0) [0|0] "" X').fault).toBe(
    'expected one multiplexer (M) in the message, got 0',
  );
  const circle = withSignals(
    ' SG_ A m0M : 8|8@1+ (1,0) [0|0] "" X\n SG_ B m0M : 0|8@1+ (1,0) [0|0] "" X',
    'SG_MUL_VAL_ 37 A B 0-0;\nSG_MUL_VAL_ 37 B A 0-0;',
  );
  expect(circle.messages[0]!.signals[0]!.fault).toBe('its multiplexer B hangs on itself');
});

test('signals that a multiplexer keeps apart do not overlap', () => {
  const dbc = withSignals(` SG_ S M : 0|8@1+ (1,0) [0|0] "" X
 SG_ A m0 : 8|8@1+ (1,0) [0|0] "" X
 SG_ B m1 : 8|8@1+ (1,0) [0|0] "" X
 SG_ C m1 : 8|4@1+ (1,0) [0|0] "" X`);
  expect(dbc.warnings).toEqual([{ line: 5, text: 'STEER.C: overlaps B (line 4)' }]);
});

test('signals of different multiplexers can meet, and overlap', () => {
  const dbc = withSignals(
    ` SG_ S M : 0|8@1+ (1,0) [0|0] "" X
 SG_ T M : 8|8@1+ (1,0) [0|0] "" X
 SG_ A m0 : 16|8@1+ (1,0) [0|0] "" X
 SG_ B m1 : 16|8@1+ (1,0) [0|0] "" X`,
    'SG_MUL_VAL_ 37 A S 0-0;\nSG_MUL_VAL_ 37 B T 1-1;',
  );
  expect(dbc.warnings).toEqual([{ line: 5, text: 'STEER.B: overlaps A (line 4)' }]);
});

test('a bare m leaves its values to SG_MUL_VAL_, and can not be decoded without', () => {
  const lines = ` SG_ PAGE M : 0|8@1+ (1,0) [0|0] "" X
 SG_ A m : 8|8@1+ (1,0) [0|0] "" X
 SG_ B m : 16|8@1+ (1,0) [0|0] "" X`;
  const { messages, warnings } = withSignals(lines, 'SG_MUL_VAL_ 37 A PAGE 3 - 5 , 7-7;');
  const [, a, b] = messages[0]!.signals;
  expect(a).toMatchObject({
    multiplexing: {
      by: 'PAGE',
      ranges: [
        [3, 5],
        [7, 7],
      ],
    },
  });
  expect(a!.fault).toBeUndefined();
  expect(b!.fault).toBe('expected a value after m, or SG_MUL_VAL_ with ranges of them, got neither');
  expect(warnings).toEqual([{ line: 4, text: `STEER.B: ${b!.fault}` }]);
});
