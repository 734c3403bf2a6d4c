import { InputError } from '../core/input-error.js';

/** Error codes of the operating system that mean: the user's path is at fault, not this program. */
const FAULTS: Record<string, string> = {
  EACCES: 'no permission',
  EDQUOT: 'no space left for this user',
  EEXIST: 'a file where a folder should be',
  EISDIR: 'a folder of that name',
  ELOOP: 'links that go round in a circle',
  ENAMETOOLONG: 'a name that is too long',
  ENOENT: 'no such file or folder',
  ENOSPC: 'no space left',
  ENOTDIR: 'a file where a folder should be',
  EPERM: 'no permission',
  EROFS: 'a read-only file system',
};

/** What to throw for a failed file operation: one clear line where the path is at fault, else the error as it is. */
export function systemFault(error: unknown, expected: string, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const got = FAULTS[code];
  return got ? new InputError(`expected ${expected}, got ${got} (${path})`, { cause: error }) : error;
}
