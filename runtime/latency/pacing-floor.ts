import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Percentiles } from './distribution.js';

/** What the machine itself gives: the article's arithmetic in C, at the same rate from absolute due times. */
export type Floor = { processing: Percentiles; due: Percentiles };

const run = promisify(execFile);

/** Two LSTM layers of 64 over one step from zero state, and the dense layer: 20 → 64 → 64 → 5. */
const SOURCE = `
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static float w1[192][20], w2[192][64], w3[5][64], x[20], h1[64], h2[64], y[5];

static void layer(const float *w, const float *in, int n, float *out) {
  for (int u = 0; u < 64; u++) {
    float gate[3] = {0.1f, 0.1f, 0.1f};
    for (int g = 0; g < 3; g++)
      for (int k = 0; k < n; k++) gate[g] += w[(g * 64 + u) * n + k] * in[k];
    float cell = tanhf(gate[1]) / (1 + expf(-gate[0]));
    out[u] = tanhf(cell) / (1 + expf(-gate[2]));
  }
}

static void predict(void) {
  layer(&w1[0][0], x, 20, h1);
  layer(&w2[0][0], h1, 64, h2);
  for (int k = 0; k < 5; k++) {
    y[k] = 0;
    for (int u = 0; u < 64; u++) y[k] += w3[k][u] * h2[u];
  }
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static int ascending(const void *a, const void *b) {
  double d = *(const double *)a - *(const double *)b;
  return (d > 0) - (d < 0);
}

static void print(const char *name, double *times, long n) {
  qsort(times, n, sizeof *times, ascending);
  double at[] = {0.5, 0.9, 0.99, 0.999, 0.9999};
  const char *names[] = {"p50", "p90", "p99", "p999", "p9999"};
  printf("\\"%s\\":{\\"count\\":%ld", name, n);
  for (int k = 0; k < 5; k++) printf(",\\"%s\\":%.6f", names[k], times[(long)ceil(at[k] * n - 1e-9) - 1]);
  printf(",\\"max\\":%.6f}", times[n - 1]);
}

int main(int argc, char **argv) {
  double period = 1e3 / atof(argv[1]);
  long n = atof(argv[2]) * atof(argv[1]);
  double *late = malloc(n * sizeof *late), *work = malloc(n * sizeof *work);
  for (int k = 0; k < 192 * 20; k++) (&w1[0][0])[k] = (k % 17 - 8) / 40.f;
  for (int k = 0; k < 192 * 64; k++) (&w2[0][0])[k] = (k % 13 - 6) / 40.f;
  for (int k = 0; k < 5 * 64; k++) (&w3[0][0])[k] = (k % 11 - 5) / 40.f;
  long unseen = atof(argv[3]) * atof(argv[1]);
  double start = now() + period;
  for (long k = 0; k < n; k++) {
    double due = start + k * period;
    struct timespec at = {(time_t)(due / 1e3), (long)((due - 1e3 * (long)(due / 1e3)) * 1e6)};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, 0);
    double begin = now();
    for (int f = 0; f < 20; f++) x[f] = (k + f) % 7 / 7.f;
    predict();
    double end = now();
    work[k] = end - begin;
    late[k] = end - due;
  }
  printf("{");
  print("processing", work + unseen, n - unseen);
  printf(",");
  print("due", late + unseen, n - unseen);
  printf(",\\"angle\\":%g}\\n", y[0]);
}
`;

/** `seconds` are counted, and `warmUp` (s) before them is not. */
type FloorOptions = { rate: number; seconds: number; warmUp: number; signal: AbortSignal };

/**
 * Compiles it with the machine's C compiler and starts it; undefined where there is no compiler. `figures` come when it
 * has run for so long, or are undefined where the signal ended it.
 */
export async function startFloor({ rate, seconds, warmUp, signal }: FloorOptions) {
  const folder = await mkdtemp(join(tmpdir(), 'steercast-'));
  const program = join(folder, 'floor');
  await writeFile(`${program}.c`, SOURCE);
  try {
    await run('cc', ['-O2', '-o', program, `${program}.c`, '-lm']);
  } catch {
    await rm(folder, { recursive: true });
    return undefined;
  }
  const figures = run(program, [rate, warmUp + seconds, warmUp].map(String), { signal })
    .then(({ stdout }) => JSON.parse(stdout) as Floor) // as: SOURCE prints it
    .catch(() => undefined)
    .finally(() => rm(folder, { recursive: true }));
  return { figures };
}
