/** Boots the guest once and has it run test/vm/suite; each test there is a test here. */
import { execFile, spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** s; a suite that hangs is killed with the guest */
const LIMIT = 480;
const NO_GUEST = 3;
const RESULTS = '/tmp/results.json';
const MARK = '--- results';
const COMMAND = `node node_modules/vitest/vitest.mjs run --config test/vm/vitest.config.ts --no-color \
  --reporter=verbose --reporter=json --outputFile.json=${RESULTS}; echo; echo '${MARK}'; cat ${RESULTS}`;

type Results = {
  testResults: {
    name: string;
    message: string;
    startTime: number;
    endTime: number;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
};

/** Two revisions, for an upgrade, into build/, where the suite looks for them. They take some minutes: for who asks. */
if (process.env.STEERCAST_PACKAGE === '1') {
  const script = join(ROOT, 'systemd/package-deb.mjs');
  const built = spawnSync(process.execPath, [script, '--fast', '--revision', '1', '--revision', '2'], {
    encoding: 'utf8',
  });
  if (built.status !== 0) console.log(`skipped: the package can not be built: ${built.stderr.trim()}`);
} else console.log('skipped: the tests of the Debian package in the guest (STEERCAST_PACKAGE=1 runs them)');
const { code, stdout, stderr } = await inGuest();
if (code === NO_GUEST) console.log(`skipped: ${stderr.trim()}`);
const [log = '', json] = stdout.split(MARK);
const results = json ? (JSON.parse(json) as Results).testResults : [];
const figures = log.split('\n').filter((line) => line.startsWith('figure: '));
if (results.length > 0) figures.push(`figure: ${results.map(describeTime).join(', ')}`);
if (figures.length > 0) console.log(figures.join('\n'));

describe('in the guest', () => {
  it.skipIf(code === NO_GUEST)('all tests pass', () => {
    expect(code, `${log}\n${stderr}`).toBe(0);
    expect(json).toBeDefined();
  });
  for (const { name, message, assertionResults } of results) {
    if (assertionResults.length === 0) it(name, () => expect.unreachable(message));
    for (const { fullName, status, failureMessages } of assertionResults) {
      it.skipIf(status === 'pending' || status === 'skipped')(fullName, () =>
        expect(status, failureMessages.join('\n')).toBe('passed'),
      );
    }
  }
});

function describeTime({ name, startTime, endTime }: Results['testResults'][number]): string {
  return `${basename(name)} ${((endTime - startTime) / 1000).toFixed(0)} s`;
}

function inGuest(): Promise<{ code: number; stdout: string; stderr: string }> {
  const arguments_ = [join(import.meta.dirname, 'in-guest.sh'), `${LIMIT}`, ROOT, COMMAND];
  return new Promise((resolve) => {
    execFile('bash', arguments_, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr });
    });
  });
}
