/** What the figures are worth: which of the page's drives the model has met before, and what it knew of the road. */
import { plural } from './format.js';
import type { ReportedModel, ReportInput } from './input.js';

/** Something that a reader must know before quoting a figure; a warning says that the figure flatters. */
export type Caveat = { warning: boolean; text: string };

export function caveats({ model, evaluation, preview, previewCost }: ReportInput): Caveat[] {
  const names = evaluation.drives.map(({ drive }) => drive);
  return [...splitCaveats(names, model), previewCaveat(preview, previewCost)];
}

export function roleOf(drive: string, model: ReportedModel): string {
  if (model.trainDrives.includes(drive)) return 'in training';
  if (model.validationDrives.includes(drive)) return 'in validation';
  return model.testDrives.includes(drive) ? 'test drive' : 'not in the card';
}

function splitCaveats(names: readonly string[], model: ReportedModel): Caveat[] {
  const trained = names.filter((name) => model.trainDrives.includes(name));
  const validated = names.filter((name) => model.validationDrives.includes(name));
  const list: Caveat[] = [];
  if (model.split !== 'drive') {
    const text = `Split “${model.split}”: windows were drawn at random, so neighbours of nearly every test window were in training. Figures on these drives say little about an unseen drive.`;
    list.push({ warning: true, text });
  }
  if (trained.length > 0)
    list.push({ warning: true, text: met(trained, names, 'were in training: they show memory too') });
  if (validated.length > 0) {
    list.push({
      warning: true,
      text: met(validated, names, 'chose the best epoch: their figures are slightly too good'),
    });
  }
  if (list.length === 0) {
    const text = `Split by drive: none of the ${plural(names.length, 'drive')} on this page, by name, was used in training or to choose the epoch.`;
    list.push({ warning: false, text });
  }
  return list;
}

const met = (some: readonly string[], all: readonly string[], what: string) =>
  `${some.length} of ${plural(all.length, 'drive')} on this page ${what} (${some.join(', ')}).`;

function previewCaveat(preview: string, cost = ''): Caveat {
  const known: Record<string, string> = {
    recorded:
      'Preview “recorded”: an oracle. The model was told the curvature of the path that was driven afterwards, which a car can’t know. Expect larger errors with a map.',
    map: 'Preview “map”: the curvature ahead came from a map at the vehicle’s position, as in the car.',
    hold: 'Preview “hold”: the present curvature was held for the steps ahead; the model knew nothing of the road to come.',
  };
  const text = known[preview] ?? `Preview “${preview}”.`;
  return { warning: preview === 'recorded', text: cost ? `${text} ${cost}` : text };
}
