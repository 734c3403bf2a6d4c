import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../files/package-root.js';
import { useFolders } from './folders.js';
import { refusal, start, steercast } from './steercast.js';
import { withoutPackage } from './without-package.js';

const newFolder = useFolders();
/** no interface of any machine */
const NOWHERE = 'nosuchcan';

/** A folder with a bundle and a configuration for an interface that is not there. */
async function place(more = ''): Promise<string> {
  const folder = await newFolder();
  await cp(join(packageRoot(), 'models/default'), join(folder, 'model'), { recursive: true });
  await writeFile(join(folder, 'a.yaml'), `model: model\nvehicle: synthetic\ninterface: ${NOWHERE}\n${more}`);
  return folder;
}
const RUN = ['run', '--config', 'a.yaml'];

describe('run, where there is no bus,', () => {
  it.each([
    ['SIGTERM', 0],
    ['SIGINT', 130],
  ] as const)(
    'waits for its interface, says so, and ends whole with %s; a replay gives the same bytes',
    async (signal, code) => {
      const folder = await place();
      const { child, ended } = start([...RUN, '--record', 'a.log'], folder);
      let stdout = '';
      child.stdout.on('data', (text: string) => (stdout += text));
      await expect.poll(() => stdout.split('\n').length, { timeout: 20_000 }).toBeGreaterThan(4);
      child.kill(signal);
      const live = await ended;
      expect(live.code).toBe(code);
      expect(live.stderr).toContain(`${NOWHERE}: MISSING: there is no such interface`);
      expect(live.stdout).toMatch(
        /^\{"t":[\d.]+,"state":"INIT","reasons":\["BUS_DOWN","SIGNAL_AWAITED","PREVIEW_HELD"\],"step":null\}\n/,
      );

      const replay = ['replay', 'a.log', '--vehicle', 'synthetic', '--model', 'model'];
      await steercast([...replay, '--out', 'replayed.jsonl'], folder);
      expect(await readFile(join(folder, 'replayed.jsonl'), 'utf8')).toBe(live.stdout);
      const verify = async (text: string) => {
        await writeFile(join(folder, 'live.jsonl'), text);
        return start([...replay, '--verify', 'live.jsonl'], folder).ended;
      };
      expect(await verify(live.stdout)).toMatchObject({ code: 0, stdout: '' });
      const [first, second] = live.stdout.split('\n');
      const short = await verify(`${first}\n`);
      expect(short.code).toBe(1);
      expect(short.stderr).toMatch(/^steercast: the file ends after 1 prediction: .* \(live\.jsonl:2\)$/m);
      const long = await verify(`${live.stdout}${first}\n`);
      expect(long.code).toBe(1);
      expect(long.stderr).toMatch(/^steercast: the file has 1 more line: expected a prediction of t .*, got the end/m);
      const changed = await verify(live.stdout.replace(second!, second!.replace('INIT', 'VALID')));
      expect(changed.code).toBe(1);
      expect(changed.stderr).toMatch(
        /^steercast: expected state VALID at t \S+, got INIT now, for BUS_DOWN\S* \(live\.jsonl:2\)$/m,
      );
    },
    60_000, // six processes
  );

  it('refuses what is wrong with its configuration, in one line, and makes no file', async () => {
    expect(await refusal(RUN, await newFolder())).toBe(
      'steercast: expected a configuration, got no such file or folder (a.yaml)',
    );
    expect(await refusal(RUN, await place('speed: 3\n'))).toMatch(
      /unknown key "speed" \(nearest: model\) \(a\.yaml:\d+\)$/,
    );
    expect(await refusal(RUN, await place('output: { can: { id: 0x100 } }\n'))).toMatch(
      /^steercast: expected an id that no message of the vehicle has, got 0x100, which is STEERING in /,
    );
    expect(await refusal(RUN, await place('preview: { map: no.map }\n'))).toMatch(
      /^steercast: expected a map file that can be read, got no such file or folder \(.*no\.map\)$/,
    );
    expect(await refusal([...RUN, '--record', 'a.txt'], await place())).toMatch(
      /that ends in \.log, got a\.txt \(--record\)$/,
    );
    expect(await refusal([...RUN, '--record', 'no/a.log'], await place())).toMatch(
      /^steercast: expected a file that can be made/,
    );
  });

  it('does not write over a log that is there', async () => {
    const folder = await place();
    await writeFile(join(folder, 'a.log'), 'precious');
    expect(await refusal([...RUN, '--record', 'a.log'], folder)).toMatch(
      /^steercast: expected a log that is not there yet/,
    );
  });

  it('says in one line where the package for CAN is missing', async () => {
    const folder = await place();
    await withoutPackage('socketcan', async () => {
      for (const command of [RUN, ['record', '--config', 'a.yaml', '--out', 'a.log']]) {
        expect(await refusal(command, folder)).toMatch(
          /^steercast: expected the optional package socketcan \(.*\), got: Cannot find package 'socketcan'$/,
        );
      }
    });
  });

  it('refuses to verify a session with another model than its own', async () => {
    const folder = await place();
    await writeFile(join(folder, 'a.log'), '');
    const head = { session: 1, dt: 0.1, phases: 1, preview: 'hold', model: 'f'.repeat(64), executor: 'wasm' };
    await writeFile(join(folder, 'a.log.events'), `${JSON.stringify(head)}\n`);
    await writeFile(join(folder, 'a.jsonl'), '');
    const replay = ['replay', 'a.log', '--vehicle', 'synthetic', '--model', 'model'];
    expect(await refusal([...replay, '--verify', 'a.jsonl'], folder)).toMatch(
      /^steercast: expected the model of the session, sha256 ffffffffffff…, got [0-9a-f]{12}… \(--model, a\.log\)$/,
    );
    expect(await refusal([...replay, '--verify', 'a.jsonl', '--out', 'b.jsonl'], folder)).toBe(
      'steercast: expected --out or --verify, got both',
    );
  });
});
