import { describe, expect, it } from 'vitest';
import { steadyStateAngle } from '../../core/baselines.js';
import { makeDataset } from '../../training/dataset.js';
import { scoredSteps } from '../../training/scored-steps.js';
import { CONTRACT, makeDrive, rowOf } from './make-drive.js';

const STEADY = { gain: 2000, understeer: 3, offset: 0.5 };
const drive = makeDrive(14);
const data = makeDataset([drive], CONTRACT);
const answers = data.times.map((_, w) => Float32Array.of(w, w, w, w, w + 0.5));
const steps = scoredSteps(data, (w) => answers[w], CONTRACT, STEADY);

describe('scoredSteps', () => {
  it("has each window's time, speed, curvature and angles, and what was predicted", () => {
    expect(steps).toHaveLength(5);
    steps.forEach((step, w) => {
      const now = drive.rows[w + 4]!;
      expect([step.time, step.vEgo, step.curvature]).toEqual([now.time, now.vEgo, now.curvature]);
      expect(step.actual).toEqual(rowOf(data.angles, w));
      expect(step.predicted).toBe(answers[w]);
    });
  });

  it('has the baselines: the last angle, its last change, and the bicycle along the preview', () => {
    steps.forEach(({ baselines }, w) => {
      const [before, now] = [drive.rows[w + 3]!.steeringAngleDeg, drive.rows[w + 4]!.steeringAngleDeg];
      expect(baselines.persistence).toEqual([now, now, now, now, now]);
      expect(baselines.linear).toEqual([1, 2, 3, 4, 5].map((k) => now + k * (now - before)));
      const ahead = drive.rows.slice(w + 5, w + 10);
      expect(baselines.bicycle).toEqual(
        ahead.map(({ curvature }) => steadyStateAngle(STEADY, curvature, drive.rows[w + 4]!.vEgo)),
      );
    });
  });

  it('finds the features by their names', () => {
    const featureNames = CONTRACT.featureNames.toReversed();
    const ahead = CONTRACT.featureNames.slice(15);
    const names = [...ahead, ...featureNames.filter((name) => !ahead.includes(name))];
    const contract = { ...CONTRACT, featureNames: names };
    expect(scoredSteps(makeDataset([drive], contract), (w) => answers[w], contract, STEADY)).toEqual(steps);
  });

  it('leaves out the windows that were not predicted', () => {
    const some = scoredSteps(data, (w) => (w % 2 === 1 ? answers[w] : undefined), CONTRACT, STEADY);
    expect(some).toEqual([steps[1], steps[3]]);
  });
});
