import { chown, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What root has put into a folder of somebody else's becomes theirs, so that they can go on changing it: the folder
 * `path` and the files right in it get the owner of `holder`. Nothing for other users, who can't give away.
 */
export async function ownLike(holder: string, path: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(holder);
  for (const one of ['', ...(await readdir(path))]) await chown(join(path, one), uid, gid);
}
