import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file system of its own can be mounted by root alone. */
export const canMount = process.getuid?.() === 0 && existsSync('/proc/self/ns/mnt');
const PAGE = 4096;

/** A disk of 4 MB at the folder; `fill` leaves so many bytes of it. */
export function mountDisk(folder: string) {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', folder]);
  const filler = join(folder, 'filler');
  return {
    fill(left: number) {
      rmSync(filler, { force: true });
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - Math.ceil(left / PAGE) * PAGE)));
    },
    unmount: () => execFileSync('umount', ['-l', folder]),
  };
}
