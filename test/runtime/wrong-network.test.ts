import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { ModelCard } from '../../core/model-card.js';
import { simulateFleet } from '../../drives/synthetic/simulate-fleet.js';
import { toPredictions } from '../../runtime/pipeline.js';
import { FakePredictor } from './fake-predictor.js';

const text = await readFile(join(import.meta.dirname, '../../models/default/card.json'), 'utf8');
const card = JSON.parse(text) as ModelCard; // as: a test holds it
/** a minute each on a motorway, a country road and in town */
const drives = simulateFleet({ seed: 3, vehicles: 1, minutes: 3 });
/** s in which the first truths come, and the network loses what it counted in advance */
const FIRST = 3;

/** MAE in deg of what is published, and of the better of persistence and linear extrapolation, after the first seconds. */
async function maes(rows: (typeof drives)[0]['rows'], answer: (question: number) => number) {
  const predictor = new FakePredictor((question) => new Array<number>(5).fill(answer(question)), { card, batch: 32 });
  const sums = { published: 0, persistence: 0, linear: 0 };
  let now = -1;
  await toPredictions(from(rows), predictor, { preview: 'recorded' }).forEach(({ steeringAngleDeg }) => {
    now++;
    if (!steeringAngleDeg || rows[now]!.time - rows[0]!.time < FIRST) return;
    const [before, last] = [rows[now - 1]!.steeringAngleDeg, rows[now]!.steeringAngleDeg];
    for (let k = 0; k < 5; k++) {
      const truth = rows[now + k + 1]!.steeringAngleDeg;
      sums.published += Math.abs(steeringAngleDeg[k]! - truth);
      sums.persistence += Math.abs(last - truth);
      sums.linear += Math.abs(last + (k + 1) * (last - before) - truth);
    }
  });
  return sums;
}

describe('what is published where the network is wrong', () => {
  it.each<[string, (question: number) => number]>([
    ['is stuck at zero', () => 0],
    ['is stuck at 40 degrees', () => 40],
    ['swings', (question) => 30 * Math.sin(question / 3)],
  ])('is hardly worse than the best simple predictor: it %s', async (_, answer) => {
    for (const { rows } of drives) {
      const { published, persistence, linear } = await maes(rows, answer);
      expect(published).toBeLessThan(1.03 * Math.min(persistence, linear));
    }
  });
});
