import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { formatCandumpLine } from '../../can/log/candump-format.js';
import { eventsPath, knownFrames, readSession, type SessionHead } from '../../drives/session-events.js';
import { SessionRecorder } from '../../runtime/session-recorder.js';
import { makeFrame } from '../can/frames.js';
import { useFolders } from '../cli/folders.js';

const newFolder = useFolders();
const frameAt = (k: number) => makeFrame({ timestampUs: 1e15 + k });
const lineAt = (k: number) => `${formatCandumpLine(frameAt(k))}\n`;
const HEAD: SessionHead = {
  ...{ session: 1, dt: 0.1, phases: 2, preview: 'hold', model: 'ab', executor: 'wasm' },
  route: ['Königstraße', 'Łódzka'],
};
const failOnFault = (fault: unknown) => expect.unreachable(String(fault));

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
