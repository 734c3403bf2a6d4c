import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import type { ModelCard } from '../../core/model-card.js';
import { parseModelCard } from '../../core/parse-model-card.js';
import { linearCard } from '../onnx/linear-bundle.js';
import { ADAPTED, PRIOR } from '../training/make-drive.js';

const goodCard = (): ModelCard => ({ ...linearCard(), onnxSha256: '0123456789abcdef'.repeat(4) });
/** A card as it comes out of a file. */
const read = (card: object): unknown => JSON.parse(JSON.stringify(card));

function faults(card: unknown): string[] {
  try {
    parseModelCard(card, 'card.json');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    const { message } = error as InputError; // as: checked above
    expect(message.endsWith(' (card.json)')).toBe(true);
    return message.slice(0, -' (card.json)'.length).split('; ');
  }
  return [];
}

const wrong = (changes: object) => faults(read({ ...goodCard(), ...changes }));

const tracedBy = (trace: unknown) => {
  const drive = { name: 'a.csv', sha256: '', rows: 9, trace };
  return { ...linearCard().training, drives: { train: [drive], validation: [], test: [] } };
};

/** Keys that stand by themselves, with values that none of them may have. */
const PLAIN: Record<string, unknown[]> = {
  name: [7, null],
  architecture: [7, ['x']],
  createdAt: [0, {}],
  signs: ['right-positive', ''],
  units: [{}, 'SI', { curvature: '1/m', vEgo: 'km/h', steeringAngleDeg: 'deg', time: 's' }],
  target: ['angles', 1],
  inputs: ['scaled', false],
  dt: [0, -0.1, '0.1', null],
  historyLength: [0, 2.5, '2', -1],
  horizonSteps: [0, 3.5, '3', null],
  onnxSha256: ['', 'ABCDEF'.repeat(10), '0'.repeat(63), 5],
  featureNames: [[], 'vEgo[i-1]', [1, 2], {}],
};
/** Keys whose shape follows from those above. */
const SHAPED: Record<string, unknown[]> = {
  scalerX: [{ mean: [0], std: [1] }, { mean: new Array(9).fill(0), std: new Array(9).fill(0) }, 'x'],
  scalerY: [{ mean: [0, 0, 0] }, { mean: [0, 0, null], std: [1, 1, 1] }, { mean: [0, 0, 0], std: [1, 1, -1] }],
  ranges: [{}, { ...linearCard().ranges, 'vEgo[i-1]': [0] }, []],
  golden: [[], {}, [{ features: [1], steeringAngleDeg: [1, 2, 3] }], [null]],
  training: [
    {},
    { ...linearCard().training, drives: {} },
    { ...linearCard().training, bestEpoch: 'last' },
    { ...linearCard().training, previews: 'map' },
    tracedBy('0123456'),
    tracedBy(['01234567']),
    7,
  ],
  metrics: [null, 'good'],
  steadyState: [{}, { gain: 1, understeer: 0 }, { gain: 1, understeer: 0, offset: '0' }],
};

/** Any choice of keys, each missing or with one of its wrong values. */
const anyFaults = (values: Record<string, unknown[]>) =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...Object.keys(values)), fc.nat()), {
      minLength: 1,
      selector: ([key]) => key,
    })
    .map((picks) =>
      Object.fromEntries(
        picks.map(([key, pick]): [string, unknown] => [
          key,
          [undefined, ...values[key]!][pick % (values[key]!.length + 1)],
        ]),
      ),
    );

describe('parseModelCard', () => {
  it('takes a novelty of the features and of nothing else, or none', () => {
    const mean = linearCard().featureNames.map(() => 0);
    const novelty = { mean, whitening: [mean, mean], threshold: 20 };
    expect(wrong({ novelty })).toEqual([]);
    for (const bad of [{}, { ...novelty, mean: [0] }, { ...novelty, whitening: [[1]] }, { ...novelty, threshold: 0 }]) {
      expect(wrong({ novelty: bad })).toEqual([`expected novelty to be mean and whitening of ${mean.length} features, and a threshold`]); // prettier-ignore
    }
  });

  it('gives a good card back as it is', () => {
    const card = read(goodCard());
    expect(parseModelCard(card, 'card.json')).toBe(card);
    expect(card).toEqual(goodCard());
  });

  it.each([[null], [undefined], ['text'], [7], [[]]])('refuses %j, which is no object', (value) => {
    expect(faults(value)[0]).toMatch(/^expected a model card \(a JSON object\), got /);
  });

  it('says of another format nothing but that', () => {
    expect(wrong({ formatVersion: 2, dt: -1 })).toEqual(['expected formatVersion to be 1, got 2']);
    expect(faults({})).toEqual(['expected formatVersion to be 1, got nothing']);
  });

  it.each(Object.entries({ ...PLAIN, ...SHAPED }))('refuses a card whose %s is missing or wrong', (key, values) => {
    for (const value of [undefined, ...values]) {
      const [fault, ...others] = wrong({ [key]: value });
      expect(fault).toMatch(new RegExp(`^expected ${key} to be `));
      expect(others).toEqual([]);
    }
  });

  it('names what was expected and what came', () => {
    expect(wrong({ dt: -1, signs: 'right-positive', name: undefined })).toEqual([
      'expected name to be a text, got nothing',
      'expected signs to be "left-positive", got "right-positive"',
      'expected dt to be a number of seconds > 0, got -1',
    ]);
  });

  it.each([
    ['that stand by themselves', PLAIN],
    ['whose shape follows from others', SHAPED],
  ])('lists all faults of keys %s at once', (_, values) => {
    fc.assert(
      fc.property(anyFaults(values), (changes) => {
        const named = wrong(changes).map((fault) => /^expected (\w+) to be/.exec(fault)?.[1]);
        expect(named.sort()).toEqual(Object.keys(changes).sort());
      }),
    );
  });

  it('lists faults of both kinds of keys at once', () => {
    const named = wrong({ name: undefined, scalerY: undefined }).map((fault) => /^expected (\w+)/.exec(fault)?.[1]);
    expect(named).toEqual(['name', 'scalerY']);
  });

  it('refuses a feature that the contract does not know, naming both sides', () => {
    const featureNames = goodCard().featureNames.with(2, 'yawRate[i-1]');
    const [fault] = wrong({ featureNames });
    expect(fault).toContain('expected a feature of curvature, vEgo, steeringAngleDeg');
    expect(fault).toContain('got "yawRate[i-1]"');
  });

  it.each<[what: string, changes: object]>([
    ['is missing', { adaptation: undefined }],
    ['lacks a part', { adaptation: { ...PRIOR, trend: undefined } }],
    ['has a response of another size', { adaptation: { ...PRIOR, response: PRIOR.trend } }],
    [
      'has a weight that is no number',
      { adaptation: { ...PRIOR, trend: { ...PRIOR.trend, weights: [[0, 0, 0, null]] } } },
    ],
  ])('refuses a card of a model that adapts whose prior %s', (_, changes) => {
    const names = [...ADAPTED.featureNames];
    const card = {
      ...goodCard(),
      ...ADAPTED,
      inputs: 'adapted',
      scalerY: { mean: [0, 0, 0, 0, 0], std: [1, 1, 1, 1, 1] },
      ranges: Object.fromEntries(names.map((name) => [name, [-1, 1]])),
      golden: [{ features: names.map(() => 0), steeringAngleDeg: [0, 0, 0, 0, 0] }],
    };
    expect(faults(read(card))).toEqual([]);
    expect(faults(read({ ...card, ...changes }))).toEqual([
      'expected adaptation to be weights and precision of response, forecast, lasting, trend, as this version learns them (train it anew)',
    ]);
  });
});
