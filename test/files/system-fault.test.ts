import { describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import { systemFault } from '../../files/system-fault.js';

const failure = (code: string) => Object.assign(new Error('failed'), { code });

describe('systemFault', () => {
  it.each([
    ['EACCES', 'no permission'],
    ['EROFS', 'a read-only file system'],
    ['ENOENT', 'no such file or folder'],
    ['EISDIR', 'a folder of that name'],
    ['ENOTDIR', 'a file where a folder should be'],
    ['ENOSPC', 'no space left'],
  ])('names what is wrong with the path for %s', (code, got) => {
    const fault = systemFault(failure(code), 'a path that can be written', 'out/a');
    expect(fault).toBeInstanceOf(InputError);
    expect(fault).toHaveProperty('message', `expected a path that can be written, got ${got} (out/a)`);
  });

  it.each([failure('EIO'), new TypeError('a mistake of ours'), new InputError('expected 1, got 2'), undefined])(
    'gives %s back as it is',
    (error) => {
      expect(systemFault(error, 'a path', 'out/a')).toBe(error);
    },
  );
});
