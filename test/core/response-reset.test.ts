import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ModelCard } from '../../core/model-card.js';
import { StepBuilder } from '../../core/step.js';

const card = JSON.parse(readFileSync(join(import.meta.dirname, '../../models/default/card.json'), 'utf8')) as ModelCard; // as: a test holds it
const bendAt = (i: number) => (Math.sin(i / 17) + 0.4 * Math.sin(i / 5)) / 100;
const usual = (bend: number) => 3800 * bend + 2;

/** At each of the steps, whether it is told that the response was no car's. */
function told(steering: (bend: number, i: number) => number, steps = 600): boolean[] {
  const builder = new StepBuilder(card);
  return Array.from({ length: steps }, (_, i) => {
    const sample = {
      time: i / 10,
      curvature: bendAt(i),
      vEgo: 15,
      steeringAngleDeg: steering(bendAt(i), i),
      valid: true,
    };
    const ahead = Array.from({ length: card.horizonSteps }, (_, k) => bendAt(i + 1 + k));
    const { reasons } = builder.push(sample, { curvature: ahead, reasons: [] });
    builder.learn();
    return reasons.includes('RESPONSE_RESET');
  });
}
const share = (steps: readonly boolean[]) => steps.filter(Boolean).length / steps.length;

describe('RESPONSE_RESET', () => {
  it('is not told of a car, whatever its gain and zero', () => {
    for (const gain of [0.6, 1, 1.7]) expect(share(told((bend) => gain * usual(bend) - 5))).toBe(0);
  });

  it.each<[fault: string, steering: (bend: number) => number]>([
    ['counts up to the right', (bend) => -usual(bend)],
    ['is in rad', (bend) => (usual(bend) * Math.PI) / 180],
    ['stands at 3 deg', () => 3],
    ['has its zero a quarter of a turn off', (bend) => usual(bend) + 90],
  ])('is told where the steering %s', (_, steering) => {
    expect(share(told(steering))).toBeGreaterThan(0.5);
  });

  it('is told for 5 s after the last time', () => {
    const steps = told((bend, i) => (i < 150 ? -usual(bend) : usual(bend)));
    const last = steps.lastIndexOf(true);
    expect(last).toBeGreaterThan(150);
    expect(last).toBeLessThan(500);
    expect(steps.slice(last - 49, last + 1)).toEqual(new Array(50).fill(true));
  });
});
