import { describe, expect, it } from 'vitest';
import { holdPreview, previewAhead, recordedPreview } from '../../core/curvature-preview.js';
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
    expect(holdPreview(now, 4)).toEqual({ curvature: [-0.02, -0.02, -0.02, -0.02], reasons: ['PREVIEW_HELD'] });
  });
});

describe('previewAhead', () => {
  it('takes the source that it is told', () => {
    expect(previewAhead('recorded', ahead(5), 5)).toEqual(recordedPreview(ahead(5), 5));
    expect(previewAhead('hold', ahead(5), 5)).toEqual(holdPreview(makeSample(9), 5));
    expect(previewAhead('hold', ahead(0), 5)).toEqual(holdPreview(makeSample(9), 5));
  });
});
