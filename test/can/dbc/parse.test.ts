import { expect, test } from 'vitest';
import { decodeDbcText, parseDbc } from '../../../can/dbc/parse.js';

const parse = (text: string) => parseDbc(text, 'car.dbc');
/** A file of one message of eight bytes. */
const withSignals = (lines: string, after = '') => parse(`BO_ 37 STEER: 8 EPS\n${lines}\n\n${after}`);
const signalOf = (line: string, after = '') => withSignals(line, after).messages[0]!.signals[0]!;

test('reads a message and all that its signal lines say', () => {
  const dbc = parse(`VERSION "1.2"\n\nNS_ :\n\tCM_\n\tVAL_\n\nBS_:\n\nBU_: EPS XXX\n
BO_ 37 STEER_ANGLE_SENSOR: 8 EPS
 SG_ STEER_ANGLE : 3|12@0- (1.5,-2) [-500|+500.5] "deg" XXX,EPS
 SG_ LEVEL: 7|1@1+ (1,0) [0|1] ""  XXX\n`);
  expect(dbc.version).toBe('1.2');
  expect(dbc.warnings).toEqual([]);
  expect(dbc.messages).toHaveLength(1);
  const { signals, ...message } = dbc.messages[0]!;
  expect(message).toEqual({
    file: 'car.dbc',
    id: 37,
    extended: false,
    name: 'STEER_ANGLE_SENSOR',
    length: 8,
    fd: false,
    sender: 'EPS',
    line: 11,
  });
  expect(signals[0]).toEqual({
    name: 'STEER_ANGLE',
    start: 3,
    length: 12,
    byteOrder: 'motorola',
    kind: 'signed',
    factor: 1.5,
    offset: -2,
    min: -500,
    max: 500.5,
    unit: 'deg',
    isMultiplexer: false,
    line: 12,
  });
  expect(signals[1]).toMatchObject({ name: 'LEVEL', byteOrder: 'intel', kind: 'unsigned' });
});

test('bit 31 of an id marks 29 bits; a long id without it is taken for 29 bits with a warning', () => {
  const { messages, warnings } = parse('BO_ 2566844926 EEC1: 8 X\nBO_ 100000 LONG: 8 X\nBO_ 1075054137 BEYOND: 8 X\n');
  expect(messages.map(({ id, extended }) => [id, extended])).toEqual([
    [0x18fef1fe, true],
    [100000, true],
    [1075054137, true],
  ]);
  expect(warnings).toEqual([
    { line: 2, text: 'LONG: id 100000 taken for 29 bits, though bit 31 is not set' },
    { line: 3, text: 'BEYOND: no frame has the id 1075054137, it is longer than 29 bits' },
  ]);
});

test('floats, by a section that may come before or after', () => {
  const { messages, warnings } = parse(`SIG_VALTYPE_ 1 B : 2;
BO_ 1 M: 16 X
 SG_ A : 0|32@1- (1,0) [0|0] "" X
 SG_ B : 64|64@1- (1,0) [0|0] "" X
 SG_ C : 32|16@1- (1,0) [0|0] "" X
SIG_VALTYPE_ 1 A : 1;
SIG_VALTYPE_ 1 C 1;
`);
  expect(messages[0]!.signals.map(({ kind }) => kind)).toEqual(['float', 'float', 'float']);
  expect(messages[0]!.signals[2]!.fault).toBe('expected 32 or 64 bits of a float, got 16');
  expect(warnings).toEqual([{ line: 5, text: 'M.C: expected 32 or 64 bits of a float, got 16' }]);
});

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
    { by: 'B', ranges: [[0, 0], [3, 5]] }, // prettier-ignore
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

test('texts of raw values, value tables and comments with escapes and several lines', () => {
  const dbc = withSignals(
    ' SG_ GEAR : 0|8@1- (1,0) [0|0] "" X',
    `VAL_TABLE_ Gears 1 "one" 0 "neutral" ;
VAL_ 37 GEAR -1 "R" 0 "N" 1 "D" ;
VAL_ SomeVariable 0 "off" ;
CM_ "of the bus; not of a message";
CM_ BU_ EPS "steering";
CM_ BO_ 37 "of the message";
CM_ SG_ 37 GEAR "says \\"D\\";
in two lines // and no comment"; // but this is one
`,
  );
  expect(dbc.warnings).toEqual([]);
  const [message] = dbc.messages;
  expect([...message!.signals[0]!.labels!]).toEqual([
    [-1, 'R'],
    [0, 'N'],
    [1, 'D'],
  ]);
  expect(message!.comment).toBe('of the message');
  expect(message!.signals[0]!.comment).toBe('says "D";\nin two lines // and no comment');
  expect(dbc.valueTables.get('Gears')!.get(1)).toBe('one');
});

test('cycle times in seconds and FD frames, from attributes and their defaults', () => {
  const { messages } = parse(`BO_ 1 A: 8 X
BO_ 2 B: 8 X
BO_ 3 C: 8 X
BO_ 4 D: 64 X
BA_DEF_ BO_ "GenMsgCycleTime" INT 0 65535;
BA_DEF_ BO_ "VFrameFormat" ENUM "StandardCAN","ExtendedCAN","reserved","reserved","reserved","reserved","reserved","reserved","reserved","reserved","reserved","reserved","reserved","reserved","StandardCAN_FD","ExtendedCAN_FD";
BA_DEF_DEF_ "GenMsgCycleTime" 100;
BA_DEF_DEF_ "VFrameFormat" "StandardCAN";
BA_ "GenMsgCycleTime" BO_ 2 20;
BA_ "GenMsgCycleTime" BO_ 3 0;
BA_ "VFrameFormat" BO_ 3 14;
BA_ "GenSigStartValue" SG_ 3 Any 5;
BA_ "BusType" "CAN FD";
`);
  expect(messages.map(({ cycleTime }) => cycleTime)).toEqual([0.1, 0.02, undefined, 0.1]);
  expect(messages.map(({ fd }) => fd)).toEqual([false, false, true, true]);
});

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

test('what public files do to the letter of the format is read all the same', () => {
  const dbc = parse(`CM_ "IMPORT _common.dbc"
BO_ 245 FD_MESSAGE:32 XXX
SG_ 64_BIT:159|64@1+(1E-3,0)[0|1.#INF]"" XXX
 SG_ NO_RANGE : 0|8@1+ (1,0)
 SG_ WRAPPED : 8|8@1+ (1,0) [0|0] "" A,
   B
VAL_ 245 NO_RANGE 1 "no semicolon"
VAL_ 245 64_BIT 0x10 "hex" ;
BO_ 246 NO_SENDER: 8
`);
  expect(dbc.messages.map(({ name, sender }) => [name, sender])).toEqual([
    ['FD_MESSAGE', 'XXX'],
    ['NO_SENDER', undefined],
  ]);
  expect(dbc.messages[0]!.signals.map(({ name }) => name)).toEqual(['64_BIT', 'NO_RANGE', 'WRAPPED']);
  expect(dbc.messages[0]!.signals[0]).toMatchObject({ factor: 0.001, max: NaN, labels: new Map([[16, 'hex']]) });
  expect(dbc.warnings).toEqual([]);
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
  ['BO_ 1 A: 8 X\n SG_ S : 0|8@2+ (1,0)', 'expected a byte order and sign: 0+, 0-, 1+ or 1-, got "2+" (car.dbc:2)'],
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

test('text is UTF-8 with or without a byte order mark, else Windows-1252', () => {
  expect(decodeDbcText(Buffer.from('"°C"', 'utf8'))).toBe('"°C"');
  expect(decodeDbcText(Buffer.from('\ufeffVERSION ""', 'utf8'))).toBe('VERSION ""');
  expect(decodeDbcText(Buffer.from([0x22, 0xb0, 0x43, 0x22]))).toBe('"°C"');
});
