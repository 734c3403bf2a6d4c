// Reading logs of each format beside python-can, which also writes them (Debian's python3-can; nothing without it): the
// same frames, classic ones of three channels, as ASC, BLF, TRC and candump's. Medians after a first run.
// Run after `npm run build`: node test/bench/log-formats.mjs [frames]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFrames } from '../../dist/can/log/read-frames.js';

const FRAMES = Number(process.argv[2] ?? 200_000);
const RUNS = 5;
// the one that has Debian's packages may not be the first in the path
const PYTHON = ['python3', '/usr/bin/python3'].find(
  (command) => !spawnSync(command, ['-c', 'from can import LogReader']).status,
);
const WRITE = `
import can, random, sys
random.seed(1)
writers = [can.CanutilsLogWriter('a.log'), can.ASCWriter('a.asc'), can.BLFWriter('a.blf'), can.TRCWriter('a.trc')]
for i in range(int(sys.argv[1])):
    message = can.Message(timestamp=1.6e9 + i * 2e-4, arbitration_id=0x100 + i % 50, is_extended_id=False, channel=i % 3,
        is_rx=True, data=random.randbytes(8))
    for writer in writers: writer.on_message_received(message)
for writer in writers: writer.stop()
`;
const READ = `
import can, sys, time
begin = time.perf_counter()
print(sum(1 for _ in can.LogReader(sys.argv[1])), time.perf_counter() - begin)
`;

const folder = mkdtempSync(join(tmpdir(), 'steercast-formats-'));
const python = (program, argument) =>
  execFileSync(PYTHON, ['-c', program, String(argument)], { cwd: folder, encoding: 'utf8' });
try {
  python(WRITE, FRAMES);
  for (const name of ['a.log', 'a.asc', 'a.blf', 'a.trc']) {
    const path = join(folder, name);
    const [count, seconds] = python(READ, path).trim().split(' ').map(Number);
    const ours = await rate(path);
    const theirs = count / seconds / 1e6;
    console.log(
      `${name}: ${ours.toFixed(2)} M frames/s, python-can ${theirs.toFixed(3)}; ratio ${(ours / theirs).toFixed(1)}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** M frames a second */
async function rate(path) {
  const times = [];
  for (let run = 0; run <= RUNS; run++) {
    const begin = performance.now();
    let count = 0;
    for await (const batch of readFrames(path)) count += batch.length;
    if (count !== FRAMES) throw new Error(`${path}: expected ${FRAMES} frames, got ${count}`);
    times.push(performance.now() - begin);
  }
  return FRAMES / times.slice(1).sort((a, b) => a - b)[RUNS >> 1] / 1000;
}
