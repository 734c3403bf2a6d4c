// What this machine makes of a piece of work as long as a pause of garbage collection: a C program takes so many ms of
// processor time now and then, and tells how long that took by the clock. Where its p99 is beyond a bound, no pause can
// keep it. Needs a C compiler (cc).
// node test/bench/preemption.mjs [--work MS] [--every MS] [--count N]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    work: { type: 'string', default: '0.6' },
    every: { type: 'string', default: '40' },
    count: { type: 'string', default: '2000' },
  },
});
const SOURCE = `
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double ms(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

int main(int argc, char **argv) {
  double work = atof(argv[1]);
  struct timespec every = {0, (long)(atof(argv[2]) * 1e6)};
  volatile double sum = 0;
  for (int n = atoi(argv[3]); n > 0; n--) {
    nanosleep(&every, 0);
    double begin = ms(CLOCK_MONOTONIC), own = ms(CLOCK_THREAD_CPUTIME_ID);
    while (ms(CLOCK_THREAD_CPUTIME_ID) - own < work)
      for (int k = 0; k < 300; k++) sum += k;
    printf("%.3f\\n", ms(CLOCK_MONOTONIC) - begin);
  }
}
`;

const folder = mkdtempSync(join(tmpdir(), 'steercast-'));
try {
  const program = join(folder, 'preemption');
  writeFileSync(`${program}.c`, SOURCE);
  execFileSync('cc', ['-O2', '-o', program, `${program}.c`]);
  const { work, every, count } = values;
  const told = execFileSync(program, [work, every, count], { encoding: 'utf8' });
  const took = told
    .trim()
    .split('\n')
    .map(Number)
    .sort((a, b) => a - b);
  const at = (share) => took[Math.ceil(share * took.length) - 1].toFixed(2);
  const beyond = (100 * took.filter((one) => one > 1).length) / took.length;
  console.log(
    `${work} ms of work took p50 ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}, p99.9 ${at(0.999)}, max ${at(1)} ms; over 1 ms: ${beyond.toFixed(1)} %`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
