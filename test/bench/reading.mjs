// Reading 100,000 rows from CSV and from a workbook: median of some runs after a first, in ms of wall and of CPU time
// (the second says what the first would be on a machine with nothing else to do). Run after `npm run build`.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDrive } from '../../dist/drives/read-drive.js';
import { formatCsv } from '../../dist/drives/write-csv.js';
import { formatWorkbook } from '../../dist/drives/write-workbook.js';

const ROWS = 100_000;
const RUNS = 5;

const rows = Array.from({ length: ROWS }, (_, k) => ({
  time: k / 10,
  curvature: Math.round(1e5 * Math.sin(k / 50)) / 1e7,
  vEgo: 17 + Math.round(1e4 * Math.sin(k / 500)) / 1e4,
  steeringAngleDeg: Math.round(5e5 * Math.sin(k / 50)) / 1e4,
  aLat: Math.round(3e4 * Math.sin(k / 50)) / 1e4,
  valid: true,
}));

const folder = await mkdtemp(join(tmpdir(), 'steercast-bench-'));
try {
  await writeFile(join(folder, 'drive.csv'), formatCsv(rows));
  await writeFile(join(folder, 'drive.xlsx'), await formatWorkbook(rows));
  for (const name of ['drive.csv', 'drive.xlsx']) {
    const walls = [];
    const cpus = [];
    for (let run = 0; run <= RUNS; run++) {
      const cpu = process.cpuUsage();
      const begin = performance.now();
      const drive = await readDrive(join(folder, name));
      walls.push(performance.now() - begin);
      const { user, system } = process.cpuUsage(cpu);
      cpus.push((user + system) / 1000);
      if (drive.rows.length !== ROWS) throw new Error(`expected ${ROWS} rows, got ${drive.rows.length} (${name})`);
    }
    console.log(`${name}: ${ROWS} rows, wall ${median(walls.slice(1))} ms, CPU ${median(cpus.slice(1))} ms`);
  }
} finally {
  await rm(folder, { recursive: true });
}

function median(values) {
  return Math.round(values.sort((a, b) => a - b)[Math.floor(values.length / 2)]);
}
