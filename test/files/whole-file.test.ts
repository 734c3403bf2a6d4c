import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import { openWholeFile } from '../../files/whole-file.js';

let folder: string;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steercast-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('openWholeFile', () => {
  it('is there only once it is whole', () => {
    const file = openWholeFile(at('a'));
    file.write('µ one\n');
    file.write('two\n');
    expect(readdirSync(folder)).toEqual(['a.tmp']);
    file.commit();
    file.abort();
    expect(readdirSync(folder)).toEqual(['a']);
    expect(readFileSync(at('a'), 'utf8')).toBe('µ one\ntwo\n');
  });

  it('writes as it goes', () => {
    const file = openWholeFile(at('a'));
    for (let line = 0; line < 20_000; line++) file.write(`${line}\n`);
    expect(statSync(at('a.tmp')).size).toBeGreaterThan(65_536);
    file.commit();
    expect(readFileSync(at('a'), 'utf8').split('\n')).toEqual([...Array(20_000).keys()].map(String).concat(''));
  });

  it('leaves the old file when it is aborted', () => {
    writeFileSync(at('a'), 'old');
    const file = openWholeFile(at('a'));
    file.write('new');
    file.abort();
    file.abort();
    expect(readdirSync(folder)).toEqual(['a']);
    expect(readFileSync(at('a'), 'utf8')).toBe('old');
  });

  it.each([
    ['missing/a', 'got no such file or folder ('],
    ['file/a', 'got a file where a folder should be ('],
    ['folder', 'got a folder ('],
  ])('refuses %s at once', (name, message) => {
    writeFileSync(at('file'), '');
    mkdirSync(at('folder'));
    expect(() => openWholeFile(at(name))).toThrow(InputError);
    expect(() => openWholeFile(at(name))).toThrow(`expected a path that can be written, ${message}${at(name)})`);
    expect(existsSync(at(`${name}.tmp`))).toBe(false);
  });

  it('refuses to put a file in the place of a device', () => {
    expect(() => openWholeFile('/dev/null')).toThrow(
      'expected a path that can be written, got no regular file (/dev/null)',
    );
  });

  it('can still be aborted when the rename fails', () => {
    const file = openWholeFile(at('a'));
    mkdirSync(at('a'));
    expect(() => file.commit()).toThrow(InputError);
    file.abort();
    expect(readdirSync(folder)).toEqual(['a']);
  });
});
