import { expect, test } from 'vitest';
import { decodeDbcText } from '../../../can/dbc/parse.js';
import { parse, withSignals } from './parse-lines.js';

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

test('names that are too long for the format are whole in an attribute, which all tools show', () => {
  const { messages, warnings } = parse(`BO_ 1 Message_cut_0001: 8 X
 SG_ Multiplexer_cut_01 M : 0|8@1+ (1,0) [0|0] "" X
 SG_ Signal_cut_0001 m0 : 8|8@1+ (1,0) [0|0] "" X
 SG_ Signal_cut_0002 m1 : 8|8@1+ (1,0) [0|0] "" X
BA_DEF_ SG_ "SystemSignalLongSymbol" STRING ;
BA_DEF_DEF_ "SystemSignalLongSymbol" "";
BA_ "SystemMessageLongSymbol" BO_ 1 "Message_whole";
BA_ "SystemSignalLongSymbol" SG_ 1 Multiplexer_cut_01 "Multiplexer_whole";
BA_ "SystemSignalLongSymbol" SG_ 1 Signal_cut_0001 "Signal_whole";
BA_ "GenSigStartValue" SG_ 1 Signal_cut_0002 "3";
VAL_ 1 Signal_cut_0001 0 "off";
SG_MUL_VAL_ 1 Signal_cut_0002 Multiplexer_cut_01 1-1;
`);
  expect(warnings).toEqual([]);
  expect(messages[0]!.name).toBe('Message_whole');
  expect(messages[0]!.signals).toMatchObject([
    { name: 'Multiplexer_whole', isMultiplexer: true },
    {
      name: 'Signal_whole',
      multiplexing: { by: 'Multiplexer_whole', ranges: [[0, 0]] },
      labels: new Map([[0, 'off']]),
    },
    { name: 'Signal_cut_0002', multiplexing: { by: 'Multiplexer_whole', ranges: [[1, 1]] } },
  ]);
});

test('what public files do to the letter of the format is read all the same', () => {
  const dbc = parse(`CM_ "IMPORT _common.dbc"
BO_ 245 FD_MESSAGE:32 XXX
SG_ 64_BIT:159|64@1+(1E-3,0)[0|1.#INF]"" XXX
 SG_ NO_RANGE : 0|8@1+ (1,0)
 SG_ WRAPPED : 8|8@1+ (1,0) [0|0] "" A,
   B
 SG_ WIDE : 16 | 8 @ 1 - ( 1. , +.5e1 ) [ -128 | +127 ] "" A
VAL_ 245 NO_RANGE 1 "no semicolon"
VAL_ 245 64_BIT 0x10 "hex" ;
BO_ 246 NO_SENDER: 8
`);
  expect(dbc.messages.map(({ name, sender }) => [name, sender])).toEqual([
    ['FD_MESSAGE', 'XXX'],
    ['NO_SENDER', undefined],
  ]);
  expect(dbc.messages[0]!.signals.map(({ name }) => name)).toEqual(['64_BIT', 'NO_RANGE', 'WRAPPED', 'WIDE']);
  expect(dbc.messages[0]!.signals[0]).toMatchObject({ factor: 0.001, max: NaN, labels: new Map([[16, 'hex']]) });
  const wide = { start: 16, length: 8, kind: 'signed', factor: 1, offset: 5, min: -128, max: 127 };
  expect(dbc.messages[0]!.signals[3]).toMatchObject(wide);
  expect(dbc.warnings).toEqual([]);
});

test('text is UTF-8 with or without a byte order mark, else Windows-1252', () => {
  expect(decodeDbcText(Buffer.from('"°C"', 'utf8'))).toBe('"°C"');
  expect(decodeDbcText(Buffer.from('\ufeffVERSION ""', 'utf8'))).toBe('VERSION ""');
  expect(decodeDbcText(Buffer.from([0x22, 0xb0, 0x43, 0x22]))).toBe('"°C"');
});

test.each(['\r', '\r\n', '\n'])('lines end with %j', (end) => {
  const lines = ['BO_ 1 M: 8 X', ' SG_ A : 0|8@1+ (1,0) [0|0] "" X', ' SG_ B : 8|8@1+ (1,0) [0|0] "" X', ''];
  const { messages, warnings } = parse(lines.join(end));
  expect(warnings).toEqual([]);
  expect(messages[0]!.signals.map(({ name, line }) => [name, line])).toEqual([
    ['A', 2],
    ['B', 3],
  ]);
});

test('a backslash before the last quote of a statement belongs to the text', () => {
  const text = String.raw`BO_ 1 M: 8 X
CM_ BO_ 1 "kept in C:\temp\";
BO_ 2 N: 8 X
CM_ BO_ 2 "it says \"x\"; and more";
CM_ "at the end \";`;
  const { messages, warnings } = parse(text);
  expect(warnings).toEqual([]);
  expect(messages.map(({ comment }) => comment)).toEqual(['kept in C:\\temp\\', 'it says "x"; and more']);
});

test.each([false, true])('text of UTF-16 is read, with a mark at its begin: %s', (marked) => {
  const little = Buffer.from(`${marked ? '\ufeff' : ''}VERSION "µ"\n`, 'utf16le');
  expect(parse(decodeDbcText(little)).version).toBe('µ');
  expect(parse(decodeDbcText(little.swap16())).version).toBe('µ');
});
