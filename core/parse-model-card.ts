import { FORECAST_NAMES, FORECASTS } from './adaptation.js';
import { compileFeatures, isAdapted } from './features.js';
import { InputError } from './input-error.js';
import { CARD_FORMAT_VERSION, CARD_SIGNS, CARD_UNITS, INPUTS, TARGETS, type ModelCard } from './model-card.js';
import { RESPONSE_INPUTS } from './steering-response.js';

/** JSON value → card; every fault is listed at once, `where` names the file. */
export function parseModelCard(value: unknown, where: string): ModelCard {
  const faults = cardFaults(value);
  if (faults.length > 0) throw new InputError(`${faults.join('; ')} (${where})`);
  return value as ModelCard; // as: cardFaults has checked every field that the runtime reads
}

function cardFaults(value: unknown): string[] {
  if (!isRecord(value)) return [`expected a model card (a JSON object), got ${show(value)}`];
  const faults: string[] = [];
  const expect = (key: string, expected: string, ok: boolean) => {
    if (!ok) faults.push(`expected ${key} to be ${expected}, got ${show(value[key])}`);
  };
  const equal = (key: string, wanted: unknown) =>
    expect(key, show(wanted), JSON.stringify(value[key]) === JSON.stringify(wanted));
  equal('formatVersion', CARD_FORMAT_VERSION);
  if (faults.length > 0) return faults; // another format: its other fields mean something else
  for (const key of ['name', 'architecture', 'createdAt']) expect(key, 'a text', typeof value[key] === 'string');
  expect('vehicle', 'a text or absent', value.vehicle === undefined || typeof value.vehicle === 'string');
  equal('signs', CARD_SIGNS);
  equal('units', CARD_UNITS);
  for (const [key, known] of Object.entries({ target: TARGETS, inputs: INPUTS })) {
    expect(
      key,
      known.map(show).join(' or '),
      known.some((one) => one === value[key]),
    );
  }
  expect('dt', 'a number of seconds > 0', isNumber(value.dt) && value.dt > 0);
  for (const key of ['historyLength', 'horizonSteps']) expect(key, 'an integer >= 1', isCount(value[key]));
  expect('onnxSha256', '64 hex digits', /^[0-9a-f]{64}$/.test(String(value.onnxSha256)));
  const names = value.featureNames;
  const named = Array.isArray(names) && names.length > 0 && names.every((name) => typeof name === 'string');
  expect('featureNames', 'a list of names', named);
  if (!named || !isCount(value.historyLength) || !isCount(value.horizonSteps)) return faults;
  return [...faults, ...shapeFaults(value as ModelCard)]; // as: the counts that the shapes hang on are checked
}

function shapeFaults(card: ModelCard): string[] {
  const faults: string[] = [];
  const check = (key: string, expected: string, ok: boolean) => {
    if (!ok) faults.push(`expected ${key} to be ${expected}`);
  };
  const features = card.featureNames.length;
  try {
    compileFeatures(card.featureNames, card);
  } catch (error) {
    faults.push((error as Error).message); // as: compileFeatures throws errors alone
  }
  // What an adapted network takes in, its graph alone knows; the scaler stands in the card to be read.
  const inputs = card.inputs === 'adapted' ? countOf(card.scalerX) : features;
  check('scalerX', `mean and std of ${inputs} numbers`, isScaler(card.scalerX, inputs));
  if (card.adaptation !== undefined || card.featureNames.some(isAdapted)) {
    const prior: unknown = card.adaptation;
    const { historyLength, horizonSteps } = card;
    const response = isRecord(prior) && isPrior(prior.response, { outputs: 1, inputs: RESPONSE_INPUTS });
    const whole =
      response &&
      FORECAST_NAMES.every((name) =>
        isPrior(prior[name], { outputs: horizonSteps, inputs: FORECASTS[name].count(card) }),
      );
    const expected = `weights and precision of response, ${FORECAST_NAMES.join(', ')}, as this version learns them (train it anew)`;
    check('adaptation', expected, whole);
    check('historyLength', `horizonSteps (${horizonSteps}) or more, to adapt`, historyLength >= horizonSteps);
  }
  check('scalerY', `mean and std of ${card.horizonSteps} numbers`, isScaler(card.scalerY, card.horizonSteps));
  const ranges: unknown = card.ranges;
  check(
    'ranges',
    'a [min, max] for each feature',
    isRecord(ranges) && card.featureNames.every((n) => isNumbers(ranges[n], 2)),
  );
  const novelty: unknown = card.novelty;
  check(
    'novelty',
    `mean and whitening of ${features} features, and a threshold`,
    novelty === undefined || isNovelty(novelty, features),
  );
  const golden: unknown = card.golden;
  const isGolden = (one: unknown) =>
    isRecord(one) && isNumbers(one.features, features) && isNumbers(one.steeringAngleDeg, card.horizonSteps);
  check(
    'golden',
    `at least one of ${features} features and ${card.horizonSteps} angles`,
    Array.isArray(golden) && golden.length > 0 && golden.every(isGolden),
  );
  check('training', 'engine, seed, epochs, bestEpoch, split, drives and losses', isTraining(card.training));
  check('metrics', 'figures by name', isRecord(card.metrics));
  const interval: unknown = card.interval;
  const isInterval =
    isRecord(interval) && isNumber(interval.coverage) && isNumbers(interval.quantiles, card.horizonSteps);
  check('interval', `coverage and ${card.horizonSteps} quantiles`, interval === undefined || isInterval);
  const steady: unknown = card.steadyState;
  check(
    'steadyState',
    'gain, understeer and offset',
    isRecord(steady) && [steady.gain, steady.understeer, steady.offset].every(isNumber),
  );
  return faults;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isCount = (value: unknown) => isNumber(value) && Number.isInteger(value) && value >= 1;
const isNumbers = (value: unknown, length: number): value is number[] =>
  Array.isArray(value) && value.length === length && value.every(isNumber);
const isTexts = (value: unknown) => Array.isArray(value) && value.every((one) => typeof one === 'string');
const countOf = (scaler: unknown) => (isRecord(scaler) && Array.isArray(scaler.mean) ? scaler.mean.length : 0);
const isPrior = (prior: unknown, { outputs, inputs }: { outputs: number; inputs: number }) =>
  isRecord(prior) &&
  Array.isArray(prior.weights) &&
  prior.weights.length === outputs &&
  prior.weights.every((weights) => isNumbers(weights, inputs)) &&
  isNumbers(prior.precision, inputs * inputs);
const isScaler = (value: unknown, length: number) =>
  isRecord(value) && isNumbers(value.mean, length) && isNumbers(value.std, length) && value.std.every((std) => std > 0);
const isNovelty = (value: unknown, features: number) =>
  isRecord(value) &&
  isNumbers(value.mean, features) &&
  Array.isArray(value.whitening) &&
  value.whitening.length > 0 &&
  value.whitening.every((row) => isNumbers(row, features)) &&
  isNumber(value.threshold) &&
  value.threshold > 0;
const isTraining = (value: unknown) =>
  isRecord(value) &&
  typeof value.engine === 'string' &&
  typeof value.split === 'string' &&
  [value.seed, value.epochs, value.bestEpoch].every(isNumber) &&
  (value.previews === undefined || isTexts(value.previews)) &&
  isRecord(value.drives) &&
  [value.drives.train, value.drives.validation, value.drives.test].every(
    (drives) => Array.isArray(drives) && drives.every(isDriveRecord),
  ) &&
  isRecord(value.losses) &&
  [value.losses.train, value.losses.validation].every((losses) => Array.isArray(losses) && losses.every(isNumber));
const isDriveRecord = (value: unknown) =>
  isRecord(value) &&
  typeof value.name === 'string' &&
  typeof value.sha256 === 'string' &&
  isNumber(value.rows) &&
  (value.trace === undefined || (typeof value.trace === 'string' && /^([0-9a-f]{8})*$/.test(value.trace)));
const show = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80));
