import { previewName } from '../core/curvature-preview.js';
import type { ModelCard } from '../core/model-card.js';
import { commitFiles } from '../files/commit-files.js';
import { renderReport } from '../training/report/report.js';
import type { Evaluated, EvaluateOptions } from './evaluate-drives.js';
import type { PreviewCost } from './preview-cost.js';

/** more are counted in the title, and named below */
const NAMED_DRIVES = 4;

/** Writes an evaluation as one self-contained HTML file. */
export async function writeReport(
  path: string,
  card: ModelCard,
  { evaluation, figures, drives }: Evaluated,
  { preview, raw = false }: EvaluateOptions,
  cost?: PreviewCost,
): Promise<void> {
  const { engine, seed, epochs, bestEpoch, split, losses, drives: known } = card.training;
  const html = renderReport({
    title: `${card.name}${raw ? ' (bare network)' : ''} on ${titleOf(drives)}`,
    model: {
      name: card.name,
      architecture: card.architecture,
      engine,
      seed,
      epochs,
      bestEpoch,
      dt: card.dt,
      split,
      trainDrives: known.train,
      validationDrives: known.validation,
      testDrives: known.test,
      onnxSha256: card.onnxSha256,
    },
    preview: previewName(preview),
    ...(cost && { previewCost: cost.text }),
    evaluation,
    figures,
    drives,
    losses,
  });
  await commitFiles(new Map([[path, html]]));
}

const titleOf = (drives: readonly { drive: string }[]) =>
  drives.length <= NAMED_DRIVES ? drives.map(({ drive }) => drive).join(', ') : `${drives.length} drives`;
