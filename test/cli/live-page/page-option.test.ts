/** `replay --page` and `run --page`, as their users have them, and the page in a browser. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { LIVE_SCRIPT } from '../../../cli/live-page/script.js';
import type { Moment } from '../../../cli/live-page/moment.js';
import { packageRoot } from '../../../files/package-root.js';
import { useFolders } from '../folders.js';
import { refusal, start } from '../steercast.js';
import { browse } from './browse.js';
import { Visitor } from './visitor.js';

const newFolder = useFolders();
const LONG = { timeout: 40_000 };
const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);

/** A bend that comes and goes, 30 s of it. */
const drive = Array.from({ length: 300 }, (_, i) => {
  const curvature = 0.004 * Math.sin(i / 20);
  return `${i / 10},${curvature},15,${225 * curvature},${(600 * curvature).toFixed(3)}`;
});
async function place(): Promise<string> {
  const folder = await newFolder();
  await writeFile(join(folder, 'drive.csv'), ['t,Curvature,Velocity,Ay,Steering_Angle', ...drive, ''].join('\n'));
  return folder;
}
const REPLAY = ['replay', 'drive.csv', '--out', 'out.jsonl'];

/** Starts a command that shows a page, and waits for its address. */
async function shown(args: readonly string[], folder: string) {
  const { child, ended } = start(args, folder);
  let told = '';
  child.stderr.on('data', (text: string) => (told += text));
  await expect.poll(() => told, LONG).toMatch(/shown at http:\/\/127\.0\.0\.1:\d+\//);
  return { child, ended, address: /shown at (\S+)/.exec(told)![1]! };
}

describe('replay --page', () => {
  it('shows what is predicted beside what was measured then, and writes the same predictions', async () => {
    const folder = await place();
    const { ended, address } = await shown([...REPLAY, '--speed', '15', '--page', '0'], folder);
    const visitor = new Visitor(address);
    await visitor.ended;
    expect((await ended).code).toBe(0);
    const moments = visitor.of<Moment[]>('moments').flat();
    expect(moments.map(({ t }) => t)).toEqual(drive.map((row) => Number(row.split(',')[0])));
    for (const [i, { steering, speed }] of moments.entries()) {
      expect(steering).toBeCloseTo(Number(drive[i]!.split(',')[4]), 2);
      expect(speed).toBe(15);
    }
    const facts = visitor.of<string[][]>('facts').at(-1)!;
    expect(facts).toContainEqual(['curvature ahead', 'as it was driven afterwards: an oracle']);
    expect(facts.map(([name]) => name)).toContain('error, persistence');
    const lines = readFileSync(join(folder, 'out.jsonl'), 'utf8');
    const steps = lines
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Moment); // as: JSON_LINES
    expect(moments.map(({ step }) => step?.[4] ?? null)).toEqual(
      steps.map(({ step }) => (step ? Math.round(step[4]! * 1e3) / 1e3 : null)),
    );
    await start(REPLAY, folder).ended;
    expect(readFileSync(join(folder, 'out.jsonl'), 'utf8')).toBe(lines);
  }, 60_000);

  it('wants a speed at which there is something to see, and a port', async () => {
    const folder = await place();
    expect(await refusal(['replay', 'drive.csv', '--model', await defaultModel(folder), '--page', '0'], folder)).toBe(
      'steercast: expected a --speed with --page, such as 1, got max: it is over at once',
    );
    expect(await refusal([...REPLAY, '--speed', '1', '--page', 'x'], folder)).toContain(
      'expected an integer from 0 to 65535, got "x" (--page)',
    );
  }, 60_000);

  it.skipIf(!CHROMIUM)(
    'draws three panels, the state and the figures (needs chromium)',
    async () => {
      const folder = await place();
      const { child, ended, address } = await shown([...REPLAY, '--speed', '1', '--page', '0'], folder);
      const visitor = new Visitor(address);
      await expect.poll(() => visitor.of<Moment[]>('moments').flat().length, LONG).toBeGreaterThan(30);
      const html = await browse(CHROMIUM!, address, await newFolder());
      child.kill('SIGINT');
      expect((await ended).code).toBe(130);
      expect(html).not.toMatch(/<html[^>]* data-error/);
      expect(html.match(/<canvas/g)).toHaveLength(3);
      expect(html).toMatch(/<dd id="state" class="(VALID|DEGRADED)">\1<\/dd>/);
      expect(html).toMatch(/<dd id="then">\u2212?\d+\.\d ± \d+\.\d<\/dd>/);
      expect(html).toMatch(/<dd id="error">\d+\.\d\d, held \d+\.\d\d<\/dd>/);
      expect(html).toMatch(/<tr><th>error, model<\/th><td>\d/);
      expect(html).toContain('<p id="banner"></p>');
    },
    90_000,
  );
});

describe('run --page', () => {
  it('shows a run that says why it predicts nothing, dry or not', async () => {
    const folder = await newFolder();
    await defaultModel(folder);
    await writeFile(
      join(folder, 'a.yaml'),
      'model: model\nvehicle: synthetic\ninterface: nosuchcan\noutput: { stdout: false }\n',
    );
    const { child, ended, address } = await shown(['run', '--config', 'a.yaml', '--dry', '--page', '0'], folder);
    const visitor = new Visitor(address);
    await expect.poll(() => visitor.of<Moment[]>('moments').flat().length, LONG).toBeGreaterThan(3);
    await expect.poll(() => visitor.of<string[][]>('facts').at(-1), LONG).toContainEqual(['bus', 'nosuchcan MISSING']);
    const last = visitor.of<Moment[]>('moments').flat().at(-1)!;
    expect(last.reasons).toContain('BUS_DOWN');
    expect(last).toMatchObject({ step: null, steering: null });
    child.kill('SIGTERM');
    await visitor.ended;
    expect((await ended).code).toBe(0);
    expect(visitor.told.at(-1)).toEqual({ event: 'end', data: null });
  }, 90_000);
});

it('the page’s code is JavaScript', () => {
  expect(() => new Script(LIVE_SCRIPT)).not.toThrow();
});

async function defaultModel(folder: string): Promise<string> {
  await cp(join(packageRoot(), 'models/default'), join(folder, 'model'), { recursive: true });
  return 'model';
}
