import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { restoreLearned, saveLearned, type LearnedState } from '../../core/learned-state.js';
import type { ModelCard } from '../../core/model-card.js';
import { keptStep, StepBuilder, type Step } from '../../core/step.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';

const card = JSON.parse(readFileSync(join(import.meta.dirname, '../../models/default/card.json'), 'utf8')) as ModelCard; // as: a test holds it
/** A car that steers 1.6 times as much as usual, from another zero. */
const samples = Array.from({ length: 600 }, (_, i): VehicleSample => {
  const bend = Math.sin(i / 17) + 0.4 * Math.sin(i / 5);
  return { time: i / 10, curvature: bend / 100, vEgo: 15, steeringAngleDeg: 38 * bend + 2, valid: true };
});

function drive(builder: StepBuilder, from: number, to: number): Step[] {
  return samples.slice(from, to - 5).map((sample, s) => {
    const curvature = samples.slice(from + s + 1, from + s + 6).map((one) => one.curvature);
    const step = keptStep(builder.push(sample, { curvature, reasons: [] }));
    builder.learn();
    return step;
  });
}
const learnersOf = (builder: StepBuilder) => builder.adaptation!.learners;

describe('a learned state', () => {
  it('goes on bit for bit, through JSON too', () => {
    const first = new StepBuilder(card);
    drive(first, 0, 300);
    const text = JSON.stringify(saveLearned(learnersOf(first)));
    const second = new StepBuilder(card);
    expect(restoreLearned(learnersOf(second), JSON.parse(text) as LearnedState)).toBeUndefined();
    const [one, two] = [first, second].map((builder) => drive(builder, 400, 600).map(({ features }) => features));
    expect(one).toEqual(two);
    const fresh = drive(new StepBuilder(card), 400, 600).map(({ features }) => features);
    expect(one).not.toEqual(fresh);
  });

  it.each<[fault: string, spoil: (state: LearnedState) => void]>([
    ['expected 64 numbers of response.information, got nothing', (state) => delete state['response.information']],
    ['expected 64 numbers of response.information, got 63', (state) => state['response.information']!.pop()],
    [
      'expected 8 numbers of response.projections, got 8, or no numbers',
      (state) => (state['response.projections']![3] = NaN),
    ],
    ['nonsense of response', (state) => (state['response.information']![0] = -1)], // no information matrix
    ['nonsense of response', (state) => state['response.projections']!.fill(1e6)], // no car
    ['nonsense of forecast', (state) => (state['forecast.information']![0] = -1)],
  ])('is refused where it is nonsense: %s', (fault, spoil) => {
    const builder = new StepBuilder(card);
    drive(builder, 0, 100);
    const before = saveLearned(learnersOf(builder));
    const state = structuredClone(before);
    spoil(state);
    expect(restoreLearned(learnersOf(builder), state)).toContain(fault);
    expect(saveLearned(learnersOf(builder))).toEqual(before);
  });
});
