// How long a service takes from its start to READY, and from SIGTERM to its end; and what memory it holds then.
// node test/bench/service.mjs [RUNS] [NODE PROGRAM]: with the package's own, unpacked: …/bin/node …/dist/cli/steercast.js
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const [runs = '10', node = process.execPath, program = join(ROOT, 'dist/cli/steercast.js')] = process.argv.slice(2);
const { createSocket } = createRequire(import.meta.url)('unix-dgram');

const folder = mkdtempSync(join(tmpdir(), 'steercast-bench-'));
const config = join(folder, 'a.yaml');
writeFileSync(config, `model: ${ROOT}/models/default\nvehicle: synthetic\ninterface: nosuchcan\noutput: { stdout: false }\nmetrics: { socket: m.sock }\n`); // prettier-ignore
const NOTIFY_SOCKET = join(folder, 'notify');
let onMessage = () => {};
const ear = createSocket('unix_dgram', (bytes) => onMessage(bytes.toString()));
ear.bind(NOTIFY_SOCKET);

const ready = [];
const ended = [];
const memory = [];
for (let run = 0; run < Number(runs); run++) {
  const begin = performance.now();
  const child = spawn(node, [program, 'run', '--config', config], {
    env: { ...process.env, NOTIFY_SOCKET, WATCHDOG_USEC: '2000000' },
    stdio: 'ignore',
  });
  await new Promise((resolve) => (onMessage = (text) => text.includes('READY=1') && resolve()));
  ready.push(performance.now() - begin);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  memory.push(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'latin1'))[1]) / 1000);
  const stop = performance.now();
  child.kill('SIGTERM');
  await new Promise((resolve) => child.on('close', resolve));
  ended.push(performance.now() - stop);
}
ear.close();
rmSync(folder, { recursive: true });
const told = (values, digits) => {
  const sorted = values.toSorted((a, b) => a - b);
  return `median ${sorted[Math.floor(sorted.length / 2)].toFixed(digits)}, least ${sorted[0].toFixed(digits)}, most ${sorted.at(-1).toFixed(digits)}`; // prettier-ignore
};
console.log(`from start to READY, ms: ${told(ready, 0)}`);
console.log(`from SIGTERM to the end, ms: ${told(ended, 0)}`);
console.log(`RSS, MB: ${told(memory, 1)}`);
