import { expect, it } from 'vitest';
import * as z from 'zod';
import { parseYamlConfig } from '../../files/yaml-config.js';

const schema = z.strictObject({ rate: z.number() });

it.each(['', '\n', '# nothing but a remark\n'])('says of %j that it is empty', (text) => {
  expect(() => parseYamlConfig(text, schema, 'a.yaml')).toThrow('expected a configuration, got an empty file (a.yaml)');
});

it('knows the line of each key', () => {
  const { value, at } = parseYamlConfig('# first\nrate: 3\n', schema, 'a.yaml');
  expect(value).toEqual({ rate: 3 });
  expect(at(['rate'])).toBe('a.yaml:2');
});
