import { previewName } from '../core/curvature-preview.js';
import type { DriveRecord, ModelCard } from '../core/model-card.js';
import { commitFiles } from '../files/commit-files.js';
import { renderReport } from '../training/report/report.js';
import type { Evaluated, EvaluateOptions } from './evaluate-drives.js';
import type { PreviewCost } from './preview-cost.js';

/** Writes an evaluation as one self-contained HTML file. */
export async function writeReport(
  path: string,
  card: ModelCard,
  { evaluation, drives }: Evaluated,
  { preview, raw = false }: EvaluateOptions,
  cost?: PreviewCost,
): Promise<void> {
  const { engine, seed, epochs, split, losses } = card.training;
  const names = (records: readonly DriveRecord[]) => records.map((record) => record.name);
  const html = renderReport({
    title: `${card.name}${raw ? ' (bare network)' : ''} on ${drives.map(({ drive }) => drive).join(', ')}`,
    model: {
      name: card.name,
      architecture: card.architecture,
      engine,
      seed,
      epochs,
      dt: card.dt,
      split,
      trainDrives: names(card.training.drives.train),
      validationDrives: names(card.training.drives.validation),
      testDrives: names(card.training.drives.test),
      onnxSha256: card.onnxSha256,
    },
    preview: previewName(preview),
    ...(cost && { previewCost: cost.text }),
    evaluation,
    drives,
    losses,
  });
  await commitFiles(new Map([[path, html]]));
}
