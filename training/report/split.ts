/** What the figures are worth: which of the page's drives the model has met before, and what it knew of the road. */
import { ENOUGH, previewShares, tellPreview } from '../figures/preview-shares.js';
import type { Caveat } from './caveat.js';
import { plural } from './format.js';
import { judgedCaveats } from './judged.js';
import type { DriveFile, ReportedDrive, ReportedModel, ReportInput } from './input.js';

export function caveats({ model, drives, judged = [], preview, previewCost }: ReportInput): Caveat[] {
  return [...splitCaveats(drives, model), ...judgedCaveats(judged), previewCaveat(preview, drives, previewCost)];
}

export function roleOf(drive: ReportedDrive, model: ReportedModel): string {
  if (isAmong(model.trainDrives, drive)) return 'in training';
  if (isAmong(model.validationDrives, drive)) return 'in validation';
  return isAmong(model.testDrives, drive) ? 'test drive' : 'not in the card';
}

const isAmong = (files: readonly DriveFile[], { sha256 }: ReportedDrive) =>
  files.some((file) => file.sha256 === sha256);

function splitCaveats(drives: readonly ReportedDrive[], model: ReportedModel): Caveat[] {
  const trained = drives.filter((drive) => isAmong(model.trainDrives, drive));
  const validated = drives.filter((drive) => isAmong(model.validationDrives, drive));
  const list: Caveat[] = [];
  if (model.split !== 'drive') {
    const text = `Split “${model.split}”: windows were drawn at random, so neighbours of nearly every test window were in training. Figures on these drives say little about an unseen drive.`;
    list.push({ warning: true, text });
  }
  if (trained.length > 0)
    list.push({
      warning: true,
      text: met(
        trained,
        drives,
        trained.length === 1 ? 'was in training: it shows memory too' : 'were in training: they show memory too',
      ),
    });
  if (validated.length > 0) {
    list.push({
      warning: true,
      text: met(
        validated,
        drives,
        `chose the best epoch: ${validated.length === 1 ? 'its' : 'their'} figures are slightly too good`,
      ),
    });
  }
  if (list.length === 0) {
    const which =
      drives.length === 1 ? 'the drive on this page was not' : `none of the ${drives.length} drives on this page was`;
    const text = `Split by drive: ${which} used in training or to choose the epoch, as far as files and steering tell.`;
    list.push({ warning: false, text });
  }
  return list;
}

const met = (some: readonly ReportedDrive[], all: readonly ReportedDrive[], what: string) =>
  `${some.length} of ${plural(all.length, 'drive')} on this page ${what} (${some.map(({ drive }) => drive).join(', ')}).`;

function previewCaveat(preview: string, drives: readonly ReportedDrive[], cost = ''): Caveat {
  const known: Record<string, string> = {
    recorded:
      'Preview “recorded”: an oracle. The model was told the curvature of the path that was driven afterwards, which a car can’t know. Expect larger errors with a map.',
    map: 'Preview “map”, as in the car.',
    hold: 'Preview “hold”: the present curvature was held for the steps ahead; the model knew nothing of the road to come.',
  };
  const shares = previewShares(drives.flatMap(({ steps }) => steps));
  const hasHardlyServed = shares !== null && preview in shares && shares[preview as keyof typeof shares] < ENOUGH; // as: it is in
  const sentences = [
    known[preview] ?? `Preview “${preview}”.`,
    ...(shares && preview !== 'hold' ? [`Curvature ahead: ${tellPreview(shares)}.`] : []),
    ...(hasHardlyServed ? ['So these figures say little of driving with it.'] : []),
    ...(cost ? [`${cost[0]!.toUpperCase()}${cost.slice(1)}.`] : []),
  ];
  return { warning: preview === 'recorded' || hasHardlyServed, text: sentences.join(' ') };
}
