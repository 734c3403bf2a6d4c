import { linearExtrapolation, persistence, steadyStateAngle } from '../../../core/baselines.js';
import { BASELINES, type DriveScores, type ScoredStep, type Scores } from '../../../training/metrics.js';
import type { ReportedDrive, ReportInput } from '../../../training/report/input.js';

const DT = 0.1;
const HORIZON = 5;
const STEADY = { gain: 2300, understeer: 1.6, offset: 0.8 };

/** `sloppiness` 1 gives a model that beats the baselines, 8 one that loses to them. */
type Wish = { drive: string; seconds: number; seed: number; sloppiness?: number; gapAt?: number };

/** A drive over bends and straights with made predictions: errors that wander and grow with the bend and the step. */
export function syntheticDrive({ drive, seconds, seed, sloppiness = 1, gapAt = Infinity }: Wish): ReportedDrive {
  const random = uniform(seed);
  const rows = Math.round(seconds / DT);
  const road = bends(rows + HORIZON, random);
  const speed = road.map((_, i) => Math.max(0, 17 + 11 * Math.sin(i / 190 + seed) + 3 * Math.sin(i / 37)));
  const angle: number[] = [];
  road.forEach((curvature, i) => {
    const wanted = steadyStateAngle(STEADY, curvature, speed[i]!);
    const before = angle[i - 1] ?? wanted;
    angle.push(before + 0.35 * (wanted - before) + 0.9 * (random() - 0.5));
  });
  let wander = 0;
  const steps: ScoredStep[] = [];
  for (let now = 4; now + HORIZON < rows; now++) {
    wander = 0.9 * wander + 0.5 * (random() - 0.5) * (1 + 100 * Math.abs(road[now]!));
    const ahead = Array.from({ length: HORIZON }, (_, k) => now + k + 1);
    const actual = ahead.map((i) => angle[i]!);
    const noise = () => 0.15 * (random() - 0.5);
    steps.push({
      time: now * DT + (now * DT >= gapAt ? 12 : 0),
      vEgo: speed[now]!,
      curvature: road[now]!,
      actual,
      predicted: Float32Array.from(actual, (truth, k) => truth + sloppiness * (wander * (0.3 + 0.25 * k) + noise())),
      baselines: {
        persistence: persistence(angle[now]!, HORIZON),
        linear: linearExtrapolation(angle[now - 1]!, angle[now]!, HORIZON),
        bicycle: ahead.map((i) => steadyStateAngle(STEADY, road[i]!, speed[i]!) + 0.6),
      },
    });
  }
  const states = { INIT: 4, VALID: steps.length - 7, DEGRADED: 7, INVALID: 5 };
  return { drive, sha256: sha256Of(drive), steps, states, reasons: new Map([['OUT_OF_RANGE', 7]]) };
}

/** Bends of 3 … 15 s between R = 30 m and straight, eased in and out, 1/m. */
function bends(rows: number, random: () => number): number[] {
  const road: number[] = [];
  let curvature = 0;
  while (road.length < rows) {
    const target = random() < 0.35 ? 0 : Math.sign(random() - 0.5) * 0.02 * random() ** 3;
    for (let left = 30 + 120 * random(); left > 0; left--) road.push((curvature += 0.06 * (target - curvature)));
  }
  return road.slice(0, rows);
}

/** Park–Miller, 0 … 1. */
function uniform(seed: number): () => number {
  let state = 7919 * seed + 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** A report's input over the given drives, with their scores; the two middle names are of training and validation. */
export function reportInput(drives: readonly ReportedDrive[], change: Partial<ReportInput> = {}): ReportInput {
  return {
    title: 'Rural road, unseen drives',
    model: {
      name: 'residual-gru',
      architecture: 'gru',
      engine: 'ort',
      seed: 7,
      epochs: 60,
      bestEpoch: 41,
      dt: DT,
      split: 'drive',
      trainDrives: files('coast-01.csv', 'coast-02.csv'),
      validationDrives: files('coast-03.csv'),
      testDrives: files(...drives.map(({ drive }) => drive)),
      onnxSha256: '9f2c4be1d07a35866c1b2f0e4d5a7983c6b1f20e4d5a79839f2c4be1d07a3586',
    },
    preview: 'recorded',
    evaluation: {
      drives: drives.map(({ drive, steps }) => scoresOf(drive, steps)),
      all: scoresOf(
        'all',
        drives.flatMap(({ steps }) => steps),
      ),
    },
    drives,
    losses: {
      train: Array.from({ length: 60 }, (_, epoch) => 0.8 * Math.exp(-epoch / 9) + 0.012),
      validation: Array.from(
        { length: 60 },
        (_, epoch) => 0.9 * Math.exp(-epoch / 8) + 0.02 + 0.0006 * Math.max(0, epoch - 35),
      ),
    },
    ...change,
  };
}

/** Stands for the hash of a file's bytes. */
const sha256Of = (name: string) => `sha256 of ${name}`;
export const files = (...names: string[]) => names.map((name) => ({ name, sha256: sha256Of(name) }));

/** What is to be read in a page, without its tags. */
export const textOf = (html: string): string => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

function scoresOf(drive: string, steps: readonly ScoredStep[]): DriveScores {
  const baselines = BASELINES.map((name) => [name, score(steps, (step) => step.baselines[name])] as const);
  return {
    drive,
    windows: steps.length,
    model: score(steps, ({ predicted }) => predicted),
    baselines: Object.fromEntries(baselines) as DriveScores['baselines'], // as: one entry for each of BASELINES
    coverage: null,
  };
}

function score(steps: readonly ScoredStep[], answer: (step: ScoredStep) => ArrayLike<number>): Scores {
  const perStep = Array.from({ length: HORIZON }, (_, k) => {
    const truths = steps.map(({ actual }) => actual[k]!);
    const errors = steps.map((step, i) => answer(step)[k]! - truths[i]!);
    const center = mean(truths);
    const squares = mean(errors.map((error) => error ** 2));
    const variance = mean(truths.map((truth) => (truth - center) ** 2));
    return { mae: mean(errors.map(Math.abs)), squares, r2: 1 - squares / variance };
  });
  return {
    r2: mean(perStep.map(({ r2 }) => r2)),
    mae: mean(perStep.map(({ mae }) => mae)),
    rmse: Math.sqrt(mean(perStep.map(({ squares }) => squares))),
    maePerStep: perStep.map(({ mae }) => mae),
  };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
