/** Boots two guests side by side and has each run a part of test/vm/suite; each test there is a test here. */
import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** s; a suite that hangs is killed with its guest */
const LIMIT = 480;
const NO_GUEST = 3;
const RESULTS = '/tmp/results.json';
const MARK = '--- results';
/** In the first guest, which waits more than it works, as latencies are measured in it. All others are in the second. */
const FIRST = ['socketcan', 'run', 'interface', 'record', 'refused', 'latency'].map((name) => `${name}.test.ts`);

type Results = {
  testResults: {
    name: string;
    message: string;
    startTime: number;
    endTime: number;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
};
type Ended = { code: number; stdout: string; stderr: string };

/** Where the suite looks for what it runs: the program, and two revisions of the package, for an upgrade. */
const BUILT = join(ROOT, 'build/guest');
rmSync(BUILT, { recursive: true, force: true });
function build(script: string, ...args: string[]): string | undefined {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'systemd', script), ...args], {
    encoding: 'utf8',
  });
  return status === 0 ? undefined : stderr.trim();
}
const guest = spawnSync('bash', [join(import.meta.dirname, 'build-guest.sh')], { encoding: 'utf8' });
const isThere = guest.status !== NO_GUEST;
if (isThere) {
  const fault =
    build('bundle-program.mjs', BUILT) ??
    build('package-deb.mjs', '--fast', '--out', BUILT, '--revision', '1', '--revision', '2');
  if (fault !== undefined) console.log(`skipped: the package in the guest, as it can't be built: ${fault}`);
} else console.log(`skipped: ${guest.stderr.trim()}`);

const all = readdirSync(join(import.meta.dirname, 'suite')).filter((name) => name.endsWith('.test.ts'));
const parts = isThere ? [FIRST, all.filter((name) => !FIRST.includes(name))] : [];
const begin = performance.now();
const runs = await Promise.all(parts.map(inGuest));

describe('in the guest', () => {
  it.skipIf(!isThere)('there is one', () => {
    expect(guest.status, guest.stderr).toBe(0);
  });
  runs.forEach(({ code, stdout, stderr }, place) => {
    const [log = '', json] = stdout.split(MARK);
    const results = json ? (JSON.parse(json) as Results).testResults : []; // as: what vitest writes
    for (const line of log.split('\n')) if (line.startsWith('figure: ')) console.log(line);
    it(`${parts[place]!.join(', ')}: all tests pass`, () => {
      expect(code, `${log}\n${stderr}`).toBe(0);
      expect(json).toBeDefined();
    });
    for (const result of results) {
      console.log(`figure: ${describeTime(result)}`);
      const { name, message, assertionResults } = result;
      if (assertionResults.length === 0) it(name, () => expect.unreachable(message));
      for (const { fullName, status, failureMessages } of assertionResults) {
        it.skipIf(status === 'pending' || status === 'skipped')(fullName, () =>
          expect(status, failureMessages.join('\n')).toBe('passed'),
        );
      }
    }
  });
});
console.log(`figure: ${((performance.now() - begin) / 1000).toFixed(0)} s in the guests`);

function describeTime({ name, startTime, endTime }: Results['testResults'][number]): string {
  return `${basename(name)} ${((endTime - startTime) / 1000).toFixed(0)} s`;
}

function inGuest(files: readonly string[], place: number): Promise<Ended> {
  const suite = files.map((name) => `test/vm/suite/${name}`).join(' ');
  const command = `node node_modules/vitest/vitest.mjs run --config test/vm/vitest.config.ts --no-color ${suite} \
    --reporter=verbose --reporter=json --outputFile.json=${RESULTS}; echo; echo '${MARK}'; cat ${RESULTS}`;
  const arguments_ = [join(import.meta.dirname, 'in-guest.sh'), `${LIMIT}`, ROOT, command, `${place}`];
  return new Promise((resolve) => {
    execFile('bash', arguments_, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr });
    });
  });
}
