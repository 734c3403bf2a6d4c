import { expect, test } from 'vitest';
import { parse, withSignals } from './parse-lines.js';

test('sections that carry no signals are skipped, also unknown ones', () => {
  const { messages, warnings } = parse(`BS_: 500000 : 1,2
BU_: A
 B
EV_ Variable: 0 [0|1] "" 0 1 DUMMY_NODE_VECTOR8000 A,B;
ENVVAR_DATA_ Variable: 10;
SGTYPE_ T : 8@1+ (1,0) [0|0] "" 0, Table;
BO_ 1 M: 8 A
 SG_ S : 0|8@1+ (1,0) [0|0] "" A

BO_TX_BU_ 1 : A,B;
SIG_TYPE_REF_ 1 S : T;
SIG_GROUP_ 1 Group 1 : S;
CAT_DEF_ 1 X;
CAT_ 1 Y;
FILTER 1 Z;
BA_DEF_REL_ BU_SG_REL_ "Timeout" INT 0 1;
BA_DEF_DEF_REL_ "Timeout" 0;
BA_REL_ "Timeout" BU_SG_REL_ A SG_ 1 S 1;
BU_BO_REL_ A 1;
VENDOR_SECTION_ "x" 1;
;
BO_ 2 N: 8 A
`);
  expect(messages.map(({ name }) => name)).toEqual(['M', 'N']);
  expect(warnings).toEqual([]);
});

test('signals without a message are skipped, with what is said about them', () => {
  const { messages, warnings } = parse(`BO_ 3221225472 VECTOR__INDEPENDENT_SIG_MSG: 0 Vector__XXX
 SG_ Lost : 0|8@1+ (1,0) [0|0] "" Vector__XXX

CM_ BO_ 3221225472 "made by a tool";
VAL_ 3221225472 Lost 1 "x" ;
`);
  expect(messages).toEqual([]);
  expect(warnings).toEqual([]);
});

test('overlong, overlapping and doubled signals are warnings with their line', () => {
  const dbc = withSignals(` SG_ A : 0|16@1+ (1,0) [0|0] "" X
 SG_ B : 8|8@1+ (1,0) [0|0] "" X
 SG_ C : 60|8@1+ (1,0) [0|0] "" X
 SG_ D : 7|65@0+ (1,0) [0|0] "" X
 SG_ E : 48|1@1+ (1,0) [0|0] "" X
 SG_ E : 49|1@1+ (1,0) [0|0] "" X
 SG_ F : 50|1@1+ (0,0) [0|0] "" X`);
  expect(dbc.warnings).toEqual([
    { line: 3, text: 'STEER.B: overlaps A (line 2)' },
    { line: 4, text: 'STEER.C: reaches into byte 9 of a message of 8 bytes' },
    { line: 5, text: 'STEER.D: expected 1 to 64 bits, got 65' },
    { line: 6, text: 'STEER.E: there is another E in the message (line 7)' },
    { line: 7, text: 'STEER.E: there is another E in the message (line 6)' },
    { line: 8, text: 'STEER.F: has the factor 0' },
  ]);
  expect(dbc.messages[0]!.signals.map(({ fault }) => fault === undefined)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('words about what is not there, and an id given twice, are warnings', () => {
  const dbc = parse(`BO_ 1 A: 8 X
BO_ 1 B: 8 X
VAL_ 7 S 0 "x" ;
CM_ SG_ 1 NONE "x";
VAL_ 1 S 0 unquoted;
BO_ 2 C: 8 X
`);
  expect(dbc.messages.map(({ name }) => name)).toEqual(['B', 'C']);
  expect(dbc.warnings).toEqual([
    { line: 2, text: 'B: takes the place of A (line 1) with the same id' },
    { line: 3, text: 'there is no message with the id 7' },
    { line: 4, text: 'B has no signal NONE' },
    { line: 5, text: 'left out: expected a text in quotes, got "unquoted" (car.dbc:5)' },
  ]);
});

test.each([
  ['hello world', 'expected a section such as BO_, VAL_ or CM_, got "hello" (car.dbc:1)'],
  ['VERSION ""\n(1.5) can0 1#00', 'expected a section such as BO_, VAL_ or CM_, got "(" (car.dbc:2)'],
  ['BO_ x A: 8 X', 'expected a message id, got "x" (car.dbc:1)'],
  ['BO_ 1 A 8 X', 'expected ":", got "8" (car.dbc:1)'],
  ['BO_ 1 A: -8 X', 'expected a message length in bytes, got "-8" (car.dbc:1)'],
  [' SG_ S : 0|8@1+ (1,0) [0|0] "" X', 'expected a BO_ line before the first SG_ line, got "SG_" (car.dbc:1)'],
  ['BO_ 1 A: 8 X\n SG_ S : 0|8@+ (1,0)', 'expected a byte order and sign: 0+, 0-, 1+ or 1-, got "+" (car.dbc:2)'],
  ['BO_ 1 A: 8 X\n SG_ S : 0|8@1+ (1;0)', 'expected ",", got ";" (car.dbc:2)'],
  ['BO_ 1 A: 8 X\n SG_ S : 0|8@1+ (nan,0)', 'expected a factor, got "nan" (car.dbc:2)'],
  ['BO_ 1 A: 8 X\n SG_ S : 0|8@1+ (1,0', 'expected ")", got the end of the file (car.dbc:2)'],
  ['BO_ 1 A: 8 X\n SG_ S x1 : 0|8@1+ (1,0)', 'expected ":", M, or m and a number, got "x1" (car.dbc:2)'],
  ['BO_ 1 A: 8 X\n SG_ S : 0|8@1+ (1,0) [0|1\n', 'expected "]", got the end of the file (car.dbc:3)'],
  ['BO_ 1 A: 8 X\n\nCM_ "never\nclosed', 'expected a closing quote, got the end of the file (car.dbc:3)'],
  ['SIG_VALTYPE_ 1 S : x;', 'expected a value type (0, 1 or 2), got "x" (car.dbc:1)'],
  ['SG_MUL_VAL_ 1 S M 1..2;', 'expected a range of raw values such as 3-5, got "1..2" (car.dbc:1)'],
])('%j is refused with the line', (text, message) => {
  expect(() => parse(text)).toThrow(message);
});

test('no text makes the parser fail by anything but its own error', () => {
  const good =
    'BO_ 1 A: 8 X\n SG_ S m1M : 0|8@1+ (1,0) [0|0] "x" X\nSG_MUL_VAL_ 1 S S 1-1;\nVAL_ 1 S 0 "a";\nCM_ "b";\n';
  for (let at = 0; at < good.length; at++) {
    for (const text of [
      good.slice(0, at),
      good.slice(0, at) + good.slice(at + 1),
      `${good.slice(0, at)}"${good.slice(at)}`,
    ]) {
      try {
        parse(text);
      } catch (error) {
        expect((error as Error).message).toMatch(/^expected .*, got .* \(car\.dbc:\d+\)$/);
      }
    }
  }
});

test('a signal of no known byte order, and one that begins beyond every payload, do not spoil the others', () => {
  const dbc = withSignals(` SG_ A : 7|56@4- (1,0) [0|0] "" X
 SG_ B : 4294967299|1@1+ (1,0) [0|0] "" X
 SG_ C : 0|8@1+ (1,0) [0|0] "" X`);
  expect(dbc.warnings).toEqual([
    { line: 2, text: 'STEER.A: expected the byte order 0 or 1, got 4' },
    { line: 3, text: 'STEER.B: begins at bit 4294967299 of a message of 8 bytes' },
  ]);
  expect(dbc.messages[0]!.signals.map(({ fault }) => fault === undefined)).toEqual([false, false, true]);
});

test('a quote too many in a text is told, as messages may be in what it begins', () => {
  const { warnings } = parse('CM_ "x;\nBO_ 1 M: 8 A\n SG_ S : 0|8@1+ (1,0) [0|0] "" A\n\nCM_ BO_ 1 "x;\n');
  expect(warnings[0]).toEqual({
    line: 1,
    text: 'the text that begins here has messages or signals in it: a quote is one too many or few',
  });
});

test('a quote too many or few where texts end with their line spoils no other line', () => {
  const { messages, warnings } = parse(`BU_: A B";
BO_ 1 M: 8 A";
 SG_ S : 0|8@1+ (1,0) [0|0] "" A";
 SG_ T : 8|8@1+ (1,0) [0|0] "km/h A
BO_ 2 N: 8 A
 SG_ U : 0|8@1+ (1,0) [0|0] "m" A
CM_ BO_ 2 "goes
on";`);
  expect(messages.map(({ name, comment }) => [name, comment])).toEqual([
    ['M', undefined],
    ['N', 'goes\non'],
  ]);
  expect(messages.flatMap(({ signals }) => signals.map(({ name, unit }) => [name, unit]))).toEqual([
    ['S', ''],
    ['T', ''],
    ['U', 'm'],
  ]);
  expect(warnings).toEqual(
    [1, 2, 3, 4].map((line) => ({ line, text: 'a quote is one too many or few, and left out' })),
  );
});

test('a text of nothing but backslashes and quotes is read without running out of stack', () => {
  const pairs = String.raw`\"`.repeat(1e7);
  expect(parse(`BO_ 1 M: 8 A\nCM_ BO_ 1 "${pairs}";\n`).messages[0]!.comment).toHaveLength(1e7);
  expect(() => parse(`CM_ "${pairs.slice(0, 1e6)}`)).toThrow(
    'expected a closing quote, got the end of the file (car.dbc:1)',
  );
});
