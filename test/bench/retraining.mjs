// A retraining on 60 minutes of drives at 10 Hz, and what it does to a run beside it:
//   npm run build && node test/bench/retraining.mjs [--beside] [--minutes 60] [--rounds 4]
// Prints the wall time and the peak memory of the whole command, `steercast retrain` as its unit starts it, on drives of
// the project's generator. With --beside: processing p99.9 of `steercast latency` with a retraining beside it and
// without, in turns. The retraining then has the niceness of its unit, and its share of the processor where systemd can
// give it one; without that share it is heavier than in a car.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    beside: { type: 'boolean' },
    minutes: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '4' },
  },
});
const path = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const STEERCAST = path('dist/cli/steercast.js');
const MODEL = path('models/default');
const MINUTES_A_CAR = 5;
const LATENCY = ['latency', '--model', MODEL, '--rate', '1000', '--seconds', '10', '--json'];
const folder = mkdtempSync(join(tmpdir(), 'steercast-bench-'));
const drives = join(folder, 'drives');
const unit = readFileSync(path('systemd/steercast-retrain.service'), 'utf8');
const setting = (key) => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)[1];

function steercast(args, options = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...(options.node ?? []), STEERCAST, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(stderr);
  return { stdout, stderr };
}

const vehicles = String(Math.round(Number(values.minutes) / MINUTES_A_CAR));
steercast(['simulate', '--out', drives, '--vehicles', vehicles, '--minutes', String(MINUTES_A_CAR), '--seed', '5']);
steercast(['deploy', MODEL, '--store', 'store']);

/** Seconds of wall time, MB at the most. */
function figures() {
  const told = 'process.on("exit", () => console.error("usage " + JSON.stringify(process.resourceUsage())))';
  const begin = performance.now();
  const { stderr } = steercast(['retrain', drives, '--store', 'store', '--report', 'report.html'], {
    node: ['--import', `data:text/javascript,${told}`],
  });
  const seconds = (performance.now() - begin) / 1000;
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(/^usage (.*)$/m.exec(stderr)[1]);
  const processor = (userCPUTime + systemCPUTime) / 1e6;
  console.log(
    `retrain on ${values.minutes} minutes of ${vehicles} cars at 10 Hz: ${seconds.toFixed(1)} s (${processor.toFixed(1)} s of processor time), peak ${(maxRSS / 1024).toFixed(0)} MB`,
  );
  console.log(stderr.split('\n').filter((line) => /champion|not better|more than 5 %/.test(line)).join('\n')); // prettier-ignore
}

/** Over and over until it is ended. */
function retraining() {
  const command = [process.execPath, STEERCAST, 'retrain', drives, '--store', 'store'];
  const hasShare = existsSync('/run/systemd/system');
  const limits = hasShare
    ? ['systemd-run', '--scope', '--quiet', '-p', `CPUQuota=${setting('CPUQuota')}`, `--nice=${setting('Nice')}`]
    : ['nice', '-n', setting('Nice')];
  let child;
  let isOver = false;
  const start = () => {
    child = spawn(limits[0], [...limits.slice(1), ...command], { cwd: folder, stdio: 'ignore' });
    child.on('exit', () => isOver || start());
  };
  start();
  return { hasShare, end: () => ((isOver = true), child.kill('SIGKILL')) };
}

const latency = () =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [STEERCAST, ...LATENCY], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (some) => (text += some));
    child.on('close', (code) =>
      code === 0 ? resolve(JSON.parse(text).processing) : reject(new Error(`exit ${code}`)),
    );
  });

async function beside() {
  const seen = { without: [], with: [] };
  let hasShare = false;
  for (let round = 0; round < Number(values.rounds); round++) {
    seen.without.push(await latency());
    const other = retraining();
    hasShare = other.hasShare;
    seen.with.push(await latency());
    other.end();
  }
  const median = (some) => some.toSorted((a, b) => a - b)[some.length >> 1];
  console.log(`processing in ms, medians of ${values.rounds} rounds of 10,000 steps at 1,000 a second, in turns; the retraining beside with niceness ${setting('Nice')}${hasShare ? ` and ${setting('CPUQuota')} of a processor` : ', and no limit to its share'}`); // prettier-ignore
  for (const key of ['p50', 'p99', 'p999', 'max']) {
    const [alone, other] = [median(seen.without.map((one) => one[key])), median(seen.with.map((one) => one[key]))];
    console.log(`  ${key.padEnd(5)} without ${alone.toFixed(3)}, with ${other.toFixed(3)}: ${(other / alone).toFixed(2)} times`); // prettier-ignore
  }
  console.log(`  p999 of each round: without ${seen.without.map(({ p999 }) => p999.toFixed(3)).join(' ')}, with ${seen.with.map(({ p999 }) => p999.toFixed(3)).join(' ')}`); // prettier-ignore
}

try {
  await (values.beside ? beside() : figures());
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
