import { counted } from '../core/counted.js';
import type { ModelCard } from '../core/model-card.js';
import type { DriveScores } from '../training/metrics.js';
import { driveNames } from './drive-names.js';

/** What the figures of a training are of, as a line above their table: the network alone, on the few drives held out. */
export function testedOn({ training: { split, drives, anew } }: ModelCard, { windows }: DriveScores): string {
  const which = split === 'seed' ? 'windows at random of ' : 'drives held out, ';
  const after = anew ? ', before it learnt from them too' : '';
  return `the bare network on ${which}${driveNames(drives.test)} (${counted(windows, 'step')}${after}); evaluate scores what the car gives out, compare has every drive judge`;
}
