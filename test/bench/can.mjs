// Reading a candump log and decoding 10 wanted ids of it, beside the same job in Python (Debian's python3-can reads,
// plain Python decodes; left out where it is missing). A mixed log: 50 ids, two interfaces, a twentieth CAN FD.
// Rates are medians after a first run; CPU rates say what the machine does when nothing else runs on it. All sides must
// come to the same sum of decoded values. Run after `npm run build`: node test/bench/can.mjs [frames]
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { readFrames } from '../../dist/can/log/read-frames.js';
import { formatCandumpLine } from '../../dist/can/log/candump-format.js';
import { parseDbc } from '../../dist/can/dbc/parse.js';
import { DecoderTable, MessageDecoder } from '../../dist/can/message-decoder.js';

const FRAMES = Number(process.argv[2] ?? 1_200_000);
const RUNS = 5;
const IDS = 50;
const WANTED = 10;
const FIRST_ID = 0x100;
const SIGNALS = ['ANGLE', 'SPEED', 'COUNTER'];

const dbc = parseDbc(
  Array.from(
    { length: WANTED },
    (_, i) => `BO_ ${FIRST_ID + i} M${i}: 8 X
 SG_ ANGLE : 3|12@0- (1.5,0) [0|0] "deg" X
 SG_ SPEED : 24|16@1+ (0.01,-67.67) [0|0] "km/h" X
 SG_ COUNTER : 61|2@0+ (1,0) [0|0] "" X`,
  ).join('\n'),
  'bench.dbc',
);

const folder = await mkdtemp(join(tmpdir(), 'steercast-bench-'));
try {
  const log = join(folder, 'mixed.log');
  await writeLog(log);
  const read = await measure('read candump text', () => countFrames(log), FRAMES);
  const sum = await readAndDecode(log);
  const both = await measure('read and decode', () => readAndDecode(log), sum);
  const frames = await readAll(log);
  await measure('decode from memory', () => decodeAll(frames), sum);
  await comparePython(log, sum, read, both);
} finally {
  await rm(folder, { recursive: true });
}

/** Wall and CPU rate in frames a second; `expected` is what every run must give. */
async function measure(name, job, expected) {
  const walls = [];
  const cpus = [];
  for (let run = 0; run <= RUNS; run++) {
    const cpu = process.cpuUsage();
    const begin = performance.now();
    const result = await job();
    walls.push((performance.now() - begin) / 1000);
    const { user, system } = process.cpuUsage(cpu);
    cpus.push((user + system) / 1e6);
    if (expected !== undefined && result !== expected) throw new Error(`${name}: expected ${expected}, got ${result}`);
  }
  const rates = { wall: FRAMES / median(walls.slice(1)), cpu: FRAMES / median(cpus.slice(1)) };
  console.log(`${name}: ${millions(rates.wall)} M frames/s, ${millions(rates.cpu)} M a second of CPU`);
  return rates;
}

async function comparePython(log, sum, read, both) {
  const script = join(import.meta.dirname, 'can-python.py');
  let python;
  for (const command of ['python3', '/usr/bin/python3']) {
    // From another folder, since `can` is a folder here.
    const run = promisify(execFile)(command, [script, log], { cwd: folder });
    python ??= await run.then(({ stdout }) => JSON.parse(stdout)).catch(() => undefined);
  }
  if (!python) return console.log('skipped: no python3-can to compare with (apt-get install python3-can)');
  if (python.frames !== FRAMES) throw new Error(`Python: expected ${FRAMES} frames, got ${python.frames}`);
  // ours is rounded to a whole number
  if (Math.abs(python.sum - sum) > 0.5 + 1e-9 * Math.abs(sum))
    throw new Error(`Python: expected ${sum}, got ${python.sum}`);
  for (const [name, ours, theirs] of [
    ['read', read, python.read],
    ['read and decode', both, python.both],
  ]) {
    const [wall, cpu] = [FRAMES / theirs.wall, FRAMES / theirs.cpu];
    const ratios = `${(ours.wall / wall).toFixed(1)} times by wall, ${(ours.cpu / cpu).toFixed(1)} by CPU`;
    console.log(`python-can, ${name}: ${millions(wall)} M frames/s; this project: ${ratios}`);
  }
}

function decoders() {
  return new DecoderTable(dbc.messages.map((message) => new MessageDecoder(message, SIGNALS)));
}

function decodeBatch(table, frames) {
  let sum = 0;
  for (const frame of frames) {
    const decoder = table.find(frame);
    if (decoder === undefined || decoder.decode(frame.data) !== undefined) continue;
    for (const value of decoder.values) sum += value;
  }
  return sum;
}

function decodeAll(frames) {
  return Math.round(decodeBatch(decoders(), frames));
}

async function readAndDecode(log) {
  const table = decoders();
  let sum = 0;
  for await (const batch of readFrames(log)) sum += decodeBatch(table, batch);
  return Math.round(sum);
}

async function countFrames(log) {
  let count = 0;
  for await (const batch of readFrames(log)) count += batch.length;
  return count;
}

async function readAll(log) {
  const frames = [];
  for await (const batch of readFrames(log)) for (const frame of batch) frames.push(frame);
  return frames;
}

async function writeLog(path) {
  const file = createWriteStream(path);
  let random = 7;
  const byte = () => ((random = (Math.imul(random, 1664525) + 1013904223) >>> 0), random >>> 24);
  for (let begin = 0; begin < FRAMES; begin += 10_000) {
    let text = '';
    for (let i = begin; i < Math.min(FRAMES, begin + 10_000); i++) {
      const id = FIRST_ID + (i % IDS);
      const fd = i % 20 === 19;
      const data = Uint8Array.from({ length: fd ? 16 : 8 }, byte);
      const frame = { id, data, fd, timestampUs: 1.6e15 + i * 66, channel: i % 3 === 0 ? 'can1' : 'can0', brs: fd };
      text += `${formatCandumpLine(frame)}\n`;
    }
    if (!file.write(text)) await new Promise((resolve) => file.once('drain', resolve));
  }
  file.end();
  await finished(file);
}

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

function millions(rate) {
  return (rate / 1e6).toFixed(2);
}
