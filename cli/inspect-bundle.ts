import type { ModelCard } from '../core/model-card.js';
import { readBundle } from '../onnx/bundle.js';
import type { DriveScores } from '../training/metrics.js';
import { counted } from '../core/counted.js';
import { driveNames } from './drive-names.js';
import type { Inspection } from './inspection.js';
import { scoreTable } from './score-table.js';
import { textTable } from './text-table.js';

const MEANINGS: Record<string, string> = {
  curvature: 'of the path and of the road ahead',
  vEgo: 'speed',
  steeringAngleDeg: 'steering-wheel angle',
  equivalentSteeringDeg: 'what this car steers for that curvature, as learned',
  forecastChangeDeg: 'change of the angle, as the learned forecast has it',
};

/** A model bundle, after all the checks that the car makes of it: hash, tensors, golden answers. */
export async function inspectBundle(path: string): Promise<Inspection> {
  const { card, session } = await readBundle(path);
  await session.release();
  return { figures: { kind: 'bundle', path, verified: true, card }, text: describe(path, card) };
}

function describe(path: string, card: ModelCard): string {
  const { name, architecture, vehicle, createdAt, dt, historyLength, horizonSteps, golden, adaptation, training } =
    card;
  const { drives, engine, seed, epochs, bestEpoch, interruptedAfterEpoch, split, anew, previews } = training;
  const end = interruptedAfterEpoch === undefined ? '' : ', interrupted';
  const seen = previews ? `, curvature ahead ${previews.join(' and ')}` : '';
  const isByTest = drives.validation.length === 0 && card.interval !== undefined;
  const seconds = (steps: number) => `${counted(steps, 'step')} (${Number((steps * dt).toPrecision(6))} s)`;
  return [
    `${path}: model bundle, verified: its hash, its tensors and ${counted(golden.length, 'golden answer')}`,
    '',
    textTable(
      [
        ['model', name === architecture ? name : `${name}, of the architecture ${architecture}`],
        ['vehicle', vehicle ?? 'any: it was not trained on the logs of one vehicle profile'],
        ['adapts', adaptation ? "yes: learns each car's steering as it drives" : 'no'],
        ['made', createdAt],
        ['sha256', card.onnxSha256],
        ['step', `${dt} s: sees ${seconds(historyLength)} of the past, predicts ${seconds(horizonSteps)} ahead`],
        ['trained', `on ${engine}, seed ${seed}, best epoch ${bestEpoch} of ${epochs}${end}, split ${split}${seen}`],
        ['drives', driveNames(drives.train) + (anew ? '; those below among them, once the figures were taken' : '')],
        ['validation', driveNames(drives.validation) + (isByTest ? "; the interval is from the test's errors" : '')],
        ['test', driveNames(drives.test)],
      ],
      2,
    ),
    '',
    textTable([['input', 'meaning', 'unit', 'steps (now is i-1)', 'least in training', 'most'], ...inputsOf(card)], 4),
    '',
    ...figuresOf(card),
  ].join('\n');
}

/** A line for each signal among the features: `curvature[i-5]` … `curvature[i+4]` are one. */
function inputsOf({ featureNames, ranges, units }: ModelCard): string[][] {
  const signals = new Map<string, string[]>();
  for (const feature of featureNames) {
    const signal = feature.replace(/\[.*/, '');
    signals.set(signal, [...(signals.get(signal) ?? []), feature]);
  }
  const known: Record<string, string> = units;
  return [...signals].map(([signal, features]) => {
    const step = (feature: string) => feature.slice(signal.length + 1, -1);
    const [first, last] = [step(features[0]!), step(features.at(-1)!)];
    const digits = (value: number) => String(Number(value.toPrecision(4)));
    return [
      signal,
      MEANINGS[signal] ?? '',
      known[signal] ?? (signal.endsWith('Deg') ? 'deg' : ''),
      first === last ? first : `${first} … ${last}`,
      digits(Math.min(...features.map((feature) => ranges[feature]![0]))),
      digits(Math.max(...features.map((feature) => ranges[feature]![1]))),
    ];
  });
}

/** What the card tells of the test. */
function figuresOf({ metrics }: ModelCard): string[] {
  const test = metrics.test as DriveScores | undefined; // as: whoever makes cards has it so; others may tell otherwise
  if (!test?.windows || !test.model?.maePerStep || !test.baselines) return ['no figures of a test'];
  const { windows, coverage } = test;
  return [
    `the bare network on the test drives, ${counted(windows, 'step')}`,
    scoreTable(test),
    ...(coverage === null ? [] : [`its 80 % intervals hold ${(100 * coverage).toFixed(1)} % of the truth`]),
  ];
}
