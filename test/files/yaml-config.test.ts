import { expect, it } from 'vitest';
import * as z from 'zod';
import { parseYamlConfig, type ConfigKind } from '../../files/yaml-config.js';

const schema = z.strictObject({ rate: z.number() });
const kind: ConfigKind = {
  expected: 'a rate',
  own: ['per'],
  other: { keys: ['colour', 'paint'], got: 'a colour' },
};

it.each(['', '\n', '# nothing but a remark\n'])('says of %j that it is empty', (text) => {
  expect(() => parseYamlConfig(text, schema, 'a.yaml', kind)).toThrow('expected a rate, got an empty file (a.yaml)');
});

it('knows the line of each key', () => {
  const { value, at } = parseYamlConfig('# first\nrate: 3\n', schema, 'a.yaml', kind);
  expect(value).toEqual({ rate: 3 });
  expect(at(['rate'])).toBe('a.yaml:2');
});

it.each(['colour: red', 'rate: fast\npaint: oil'])('knows %j for a file of another kind', (text) => {
  expect(() => parseYamlConfig(text, schema, 'a.yaml', kind)).toThrow('expected a rate, got a colour (a.yaml)');
});

it('tells what is wrong with a file of its own kind', () => {
  expect(() => parseYamlConfig('rate: fast', schema, 'a.yaml', kind)).toThrow('expected number, got "fast" (a.yaml:1)');
});

it.each(['- 3', 't,Velocity\n0,1\n'])('refuses %j, which is no configuration', (text) => {
  const told = 'expected a rate, got a text without keys (a.yaml)';
  expect(() => parseYamlConfig(text, schema, 'a.yaml', kind)).toThrow(told);
});
