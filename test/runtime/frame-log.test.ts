import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { formatCandumpLine } from '../../can/log/candump-format.js';
import { eventsPath, knownFrames, readSession, type SessionHead } from '../../drives/session-events.js';
import { FrameLog, newLogPath } from '../../runtime/frame-log.js';
import { SessionRecorder } from '../../runtime/session-recorder.js';
import { makeFrame } from '../can/frames.js';
import { useFolders } from '../cli/folders.js';

const newFolder = useFolders();
const frameAt = (k: number) => makeFrame({ timestampUs: 1e15 + k });
const lineAt = (k: number) => `${formatCandumpLine(frameAt(k))}\n`;
const lines = (begin: number, end: number) => Array.from({ length: end - begin }, (_, k) => lineAt(begin + k)).join('');
const HEAD: SessionHead = {
  ...{ session: 1, dt: 0.1, phases: 2, preview: 'hold', model: 'ab', executor: 'wasm' },
  route: ['Königstraße', 'Łódzka'],
};
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

describe('SessionRecorder', () => {
  afterEach(() => vi.useRealTimers());

  it('is the frames, and what befell them in its place', async () => {
    const path = join(await newFolder(), 'a.log');
    const recorder = new SessionRecorder(path, HEAD, { partBytes: 2 * lineAt(0).length, onFault: failOnFault });
    recorder.link(['BUS_DOWN']);
    recorder.tick(5, { isPlain: false });
    recorder.frame(frameAt(0));
    recorder.frame(frameAt(1));
    recorder.tick(7, { isPlain: false });
    recorder.frame(frameAt(2));
    await recorder.close();
    expect(await readSession(path)).toEqual({
      head: HEAD,
      events: [
        { after: 0, link: ['BUS_DOWN'] },
        { after: 0, tick: 5 },
        { after: 2, tick: 7 },
        { after: 2, part: 'a.1.log' },
        { after: 3, end: true },
      ],
    });
  });

  it('marks now and then up to where all is known, for when its process is killed', async () => {
    const path = join(await newFolder(), 'a.log');
    const recorder = new SessionRecorder(path, HEAD, { partBytes: 1e9, onFault: failOnFault });
    recorder.frame(frameAt(0));
    const knownOf = async () => {
      const session = existsSync(eventsPath(path)) ? await readSession(path).catch(() => undefined) : undefined;
      return session ? knownFrames(session) : 0;
    };
    await expect.poll(knownOf, { timeout: 10_000 }).toBe(1);
    await recorder.close();
    expect(await knownOf()).toBe(Infinity);
  });

  /** What a killed process leaves, once a quarter of a second has passed. */
  const expectLeft = (path: string) => {
    vi.advanceTimersByTime(250);
    return expect.poll(async () => (await readSession(path))!.events, { timeout: 10_000 });
  };

  it('has a silent day in one line, and of it all but the last quarter of a second where its process is killed', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const path = join(await newFolder(), 'a.log');
    const recorder = new SessionRecorder(path, HEAD, { partBytes: 1e9, onFault: failOnFault });
    const begin = 1.7e15;
    recorder.tick(begin, { isPlain: false });
    recorder.frame(frameAt(0));
    recorder.link(['BUS_DOWN']);
    const before = [
      { after: 0, tick: begin },
      { after: 1, link: ['BUS_DOWN'] },
    ];
    for (let k = 1; k <= 864_000; k++) {
      recorder.tick(begin + k * 1e5, { isPlain: true });
      if (k % 216_000 === 0) {
        await expectLeft(path).toEqual([...before, { after: 1, until: begin + k * 1e5 }]);
      }
    }
    await recorder.close();
    expect((await readSession(path))!.events).toEqual([
      ...before,
      { after: 1, until: begin + 86_400e6 },
      { after: 1, end: true },
    ]);
  });

  it('has one mark, whatever it has marked, and times apart that frames or events lie between', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const path = join(await newFolder(), 'a.log');
    const recorder = new SessionRecorder(path, HEAD, { partBytes: 1e9, onFault: failOnFault });
    for (let k = 1; k <= 7; k++) {
      recorder.frame(frameAt(k));
      await expectLeft(path).toEqual([{ after: k, mark: true }]);
    }
    recorder.tick(10, { isPlain: true });
    recorder.frame(frameAt(8));
    recorder.tick(11, { isPlain: true });
    recorder.link([]);
    recorder.tick(12, { isPlain: true });
    recorder.tick(13, { isPlain: false });
    recorder.tick(14, { isPlain: true });
    recorder.tick(15, { isPlain: true });
    await recorder.close();
    expect((await readSession(path))!.events).toEqual([
      { after: 7, mark: true },
      { after: 7, until: 10 },
      { after: 8, until: 11 },
      { after: 8, link: [] },
      { after: 8, until: 12 },
      { after: 8, tick: 13 },
      { after: 8, until: 15 },
      { after: 8, end: true },
    ]);
  });

  it('stops both where one can not go on', async () => {
    const folder = await newFolder();
    await mkdir(join(folder, 'a.1.log'));
    const faults: unknown[] = [];
    const path = join(folder, 'a.log');
    const recorder = new SessionRecorder(path, HEAD, { partBytes: 10, onFault: (fault) => faults.push(fault) });
    for (let k = 0; k < 4; k++) {
      recorder.frame(frameAt(k));
      recorder.tick(k, { isPlain: false });
    }
    await recorder.close();
    expect(faults).toHaveLength(1);
    expect((await readSession(path))!.events).toEqual([{ after: 1, tick: 0 }]);
    expect((await readdir(folder)).sort()).toEqual(['a.1.log', 'a.log', 'a.log.events']);
  });
});

describe('readSession', () => {
  it('is nothing where there are no events', async () => {
    expect(await readSession(join(await newFolder(), 'a.log'))).toBeUndefined();
  });

  it.each([
    ['', 'expected the events of a session'],
    ['{"a":1}\n', 'expected the events of a session, got {"a":1}'],
    [`${JSON.stringify(HEAD)}\n{"tick":1}\n`, 'expected an event, got {"tick":1}'],
    [`${JSON.stringify(HEAD)}\n{"after":1,"until":1e300}\n`, 'expected an event'],
    [`${JSON.stringify(HEAD)}\n{"after":1,"link":["NO_SUCH"]}\n`, 'expected an event'],
    [`${JSON.stringify(HEAD)}\n{"after":\n`, 'expected JSON'],
  ])('refuses %j', async (text, message) => {
    const path = join(await newFolder(), 'a.log');
    await writeFile(eventsPath(path), text);
    await expect(readSession(path)).rejects.toThrow(message);
  });

  it('leaves out a last line that is torn', async () => {
    const path = join(await newFolder(), 'a.log');
    await writeFile(eventsPath(path), `${JSON.stringify(HEAD)}\n{"after":0,"tick":1}\n{"after":0,"ti`);
    expect((await readSession(path))!.events).toEqual([{ after: 0, tick: 1 }]);
  });
});
