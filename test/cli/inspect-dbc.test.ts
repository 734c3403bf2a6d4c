import { expect, it } from 'vitest';
import { inspectDbc } from '../../cli/inspect-dbc.js';
import { useFiles } from './folders.js';

const file = useFiles();

it('a DBC: what can be decoded, what not, and its warnings', async () => {
  const path = await file(
    'a.dbc',
    'BO_ 1 A: 1 X\n SG_ GOOD : 0|4@1+ (1,0) [0|0] "" X\n SG_ LONG : 4|8@1+ (1,0) [0|0] "" X\n',
  );
  const { figures, text } = await inspectDbc(path);
  expect(figures).toMatchObject({ kind: 'dbc', warnings: [{ line: 3 }] });
  expect(text).toContain("1 message, 2 signals, 1 of them can't be decoded");
  expect(text).toContain('LONG: reaches into byte 2 of a message of 1 bytes');
});

it('a DBC: its ids as a profile takes them, and when multiplexed signals are there', async () => {
  const path = await file(
    'a.dbc',
    'BO_ 2147483653 A: 8 X\n SG_ P M : 0|8@1+ (1,0) [0|0] "" X\n SG_ B m1 : 8|8@1+ (1,0) [0|0] "" X\n' +
      ' SG_ C m2 : 8|8@1+ (1,0) [0|0] "" X\nBO_ 358 D: 1 X\nSG_MUL_VAL_ 2147483653 C P 2-2,4-7;\n',
  );
  const { text } = await inspectDbc(path);
  expect(text.split('\n').map((line) => line.replace(/ +/g, ' '))).toEqual([
    `${path}: DBC, 2 messages, 3 signals`,
    '0x5x A 8 bytes',
    ' P 0|8 intel unsigned x 1 + 0',
    ' B 8|8 intel unsigned x 1 + 0 when P is 1',
    ' C 8|8 intel unsigned x 1 + 0 when P is 2, 4-7',
    '0x166 D 1 byte',
  ]);
});
