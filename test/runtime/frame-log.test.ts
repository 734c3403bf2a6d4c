import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatCandumpLine } from '../../can/log/candump-format.js';
import { FrameLog, newLogPath } from '../../runtime/frame-log.js';
import { makeFrame } from '../can/frames.js';
import { useFolders } from '../cli/folders.js';

const newFolder = useFolders();
const frameAt = (k: number) => makeFrame({ timestampUs: 1e15 + k });
const lineAt = (k: number) => `${formatCandumpLine(frameAt(k))}\n`;
const lines = (begin: number, end: number) => Array.from({ length: end - begin }, (_, k) => lineAt(begin + k)).join('');
const failOnFault = (fault: unknown) => expect.unreachable(String(fault));

describe('FrameLog', () => {
  it('is the frames as candump writes them, all of them once it is closed', async () => {
    const path = join(await newFolder(), 'a.log');
    const log = new FrameLog(path, { partBytes: 1e9, onFault: failOnFault });
    for (let k = 0; k < 1000; k++) log.write(frameAt(k));
    await log.close();
    expect(await readFile(path, 'latin1')).toBe(lines(0, 1000));
  });

  it('goes on in another file once one is full, and says its name', async () => {
    const folder = await newFolder();
    const parts: string[] = [];
    const log = new FrameLog(join(folder, 'a.log'), {
      partBytes: 3 * lineAt(0).length,
      onFault: failOnFault,
      onPart: (name) => parts.push(name),
    });
    for (let k = 0; k < 8; k++) log.write(frameAt(k));
    await log.close();
    expect(parts).toEqual(['a.1.log', 'a.2.log']);
    const texts = await Promise.all(['a.log', ...parts].map((name) => readFile(join(folder, name), 'latin1')));
    expect(texts).toEqual([lines(0, 3), lines(3, 6), lines(6, 8)]);
  });

  it('has handed its frames over within a second, and is not waited for', async () => {
    const path = join(await newFolder(), 'a.log');
    const log = new FrameLog(path, { partBytes: 1e9, onFault: failOnFault });
    log.write(frameAt(0));
    await expect.poll(() => readFile(path, 'latin1'), { timeout: 10_000 }).toBe(lineAt(0));
    await log.close();
  });

  it('ends where the next file can not be made, with one fault', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'a.1.log'), 'of somebody else');
    const faults: unknown[] = [];
    const log = new FrameLog(join(folder, 'a.log'), { partBytes: 10, onFault: (fault) => faults.push(fault) });
    for (let k = 0; k < 5; k++) log.write(frameAt(k));
    await log.close();
    expect(String(faults)).toContain('expected a file that can be made, got a file where');
    expect(await readFile(join(folder, 'a.log'), 'latin1')).toBe(lineAt(0));
    expect(await readFile(join(folder, 'a.1.log'), 'latin1')).toBe('of somebody else');
  });

  const canMount = process.getuid?.() === 0 && existsSync('/proc/self/ns/mnt');
  it.skipIf(!canMount)('ends with a whole line on a full disk', async () => {
    const folder = await newFolder();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'none', folder]);
    } catch {
      console.log('skipped: nothing can be mounted here, so there is no full disk');
      return;
    }
    try {
      const path = join(folder, 'a.log');
      const faults: unknown[] = [];
      const log = new FrameLog(path, { partBytes: 1e9, onFault: (fault) => faults.push(fault) });
      for (let k = 0; faults.length === 0; k++) {
        log.write(frameAt(k));
        if (k % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await log.close();
      expect(String(faults)).toContain(`expected a disk with space left, got no space left (${path})`);
      const text = await readFile(path, 'latin1');
      expect(text).toBe(lines(0, text.length / lineAt(0).length));
    } finally {
      execFileSync('umount', ['-l', folder]);
    }
  });
});

describe('newLogPath', () => {
  it('is what was written, or a name by the time in a folder', async () => {
    const folder = await newFolder();
    expect(newLogPath(join(folder, 'a.log'), 0, '--record')).toBe(join(folder, 'a.log'));
    expect(newLogPath(folder, Date.UTC(2026, 0, 2, 3, 4, 5, 6), '--record')).toBe(
      join(folder, '2026-01-02T03-04-05.log'),
    );
  });

  it('refuses a log that is there, and a name that is no log', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'a.log'), '');
    expect(() => newLogPath(join(folder, 'a.log'), 0, '--record')).toThrow('expected a log that is not there yet');
    for (const left of ['b.1.log', 'c.log.events']) await writeFile(join(folder, left), '');
    for (const name of ['b', 'c']) {
      expect(() => newLogPath(join(folder, `${name}.log`), 0, '--record')).toThrow(`got ${join(folder, name)}.`);
    }
    expect(() => newLogPath(join(folder, 'a.txt'), 0, '--record')).toThrow('that ends in .log');
  });

  it('has a number behind its name where a run goes on, and in a folder within the same second', async () => {
    const folder = await newFolder();
    for (const left of ['a.log', 'a-2.log.events', '1970-01-01T00-00-00.log']) await writeFile(join(folder, left), '');
    expect(newLogPath(join(folder, 'a.log'), 0, '--record', { goesOn: true })).toBe(join(folder, 'a-3.log'));
    expect(newLogPath(folder, 0, '--record')).toBe(join(folder, '1970-01-01T00-00-00-2.log'));
  });
});
