import { expect, it } from 'vitest';
import { testedOn } from '../../cli/tested-on.js';
import type { ModelCard } from '../../core/model-card.js';
import type { DriveScores } from '../../training/metrics.js';

const trained = (split: string, names: string[], anew?: true) => {
  const test = names.map((name) => ({ name, sha256: '', rows: 1 }));
  const training = { split, drives: { train: [], validation: [], test }, ...(anew && { anew }) };
  return { training } as unknown as ModelCard; // as: no more of it is looked at
};
const scores = { windows: 1200 } as DriveScores; // as: no more of it is looked at

it.each([
  [trained('drive', ['a.csv']), 'drives held out, 1 drive: a.csv (1200 steps)'],
  [
    trained('drive', ['a.csv', 'b.csv', 'c.csv'], true),
    'drives held out, 3 drives: a.csv, b.csv, c.csv (1200 steps, before it learnt from them too)',
  ],
  [trained('seed', ['a', 'b', 'c', 'd', 'e']), 'windows at random of 5 drives: a, b, c, d, … (1200 steps)'],
])('figures of a training are told to be of the network alone: %#', (card, of) => {
  const rest = 'evaluate scores what the car gives out, compare has every drive judge';
  expect(testedOn(card, scores)).toBe(`the bare network on ${of}; ${rest}`);
});
