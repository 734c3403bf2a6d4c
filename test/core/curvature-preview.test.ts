import { describe, expect, it } from 'vitest';
import { holdPreview, recordedPreview, startPreview } from '../../core/curvature-preview.js';
import { makeSample, makeSamples } from './make-samples.js';

const ahead = (steps: number) => ({ sample: makeSample(9), next: makeSamples(steps, 10) });

describe('recordedPreview', () => {
  it('is the curvature of the next steps, nearest first', () => {
    expect(recordedPreview(ahead(3), 3)).toEqual({ curvature: [10 / 1024, 11 / 1024, 12 / 1024], reasons: [] });
  });

  it.each([0, 1, 4])('is unknown where the drive has %i of five steps', (steps) => {
    expect(recordedPreview(ahead(steps), 5)).toEqual({ reasons: ['NO_PREVIEW'] });
  });
});

describe('holdPreview', () => {
  it('repeats the present curvature and says so', () => {
    const now = makeSample(3, { curvature: -0.02 });
    expect(holdPreview(4)(now)).toEqual({ curvature: [-0.02, -0.02, -0.02, -0.02], reasons: ['PREVIEW_HELD'] });
  });
});

describe('startPreview', () => {
  it('takes the source that it is told', () => {
    expect(startPreview('recorded', 5)(ahead(5))).toEqual(recordedPreview(ahead(5), 5));
    expect(startPreview('hold', 5)(ahead(5))).toEqual(holdPreview(5)(makeSample(9)));
    expect(startPreview('hold', 5)(ahead(0))).toEqual(holdPreview(5)(makeSample(9)));
  });

  it('starts a causal one anew for each drive', () => {
    const start = () => {
      let count = 0;
      return () => ({ curvature: [++count], reasons: [] });
    };
    const [first, second] = [1, 2].map(() => startPreview({ source: 'map', start }, 1));
    expect([first!(ahead(1)), first!(ahead(1)), second!(ahead(0))].map(({ curvature }) => curvature)).toEqual([[1], [2], [1]]); // prettier-ignore
  });
});
