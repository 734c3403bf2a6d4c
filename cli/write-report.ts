import { previewName } from '../core/curvature-preview.js';
import type { ModelCard } from '../core/model-card.js';
import { commitFiles } from '../files/commit-files.js';
import type { JudgedDrive } from '../training/report/input.js';
import { renderReport } from '../training/report/report.js';
import { counted } from '../core/counted.js';
import type { Evaluated, EvaluateOptions } from './evaluate-drives.js';
import type { PreviewCost } from './preview-cost.js';

/** characters of the drives' names that a title has room for; more of them are counted there, and named below */
const LONGEST_NAMES = 60;

/** Writes an evaluation as one self-contained HTML file. */
export async function writeReport(
  path: string,
  card: ModelCard,
  { evaluation, figures, drives }: Evaluated,
  { preview, raw = false }: EvaluateOptions,
  { cost, judged }: { cost?: PreviewCost | undefined; judged?: readonly JudgedDrive[] },
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
    ...(judged && { judged }),
    losses,
  });
  await commitFiles(new Map([[path, html]]));
}

function titleOf(drives: readonly { drive: string }[]): string {
  const names = drives.map(({ drive }) => drive).join(', ');
  return drives.length === 1 || names.length <= LONGEST_NAMES ? names : counted(drives.length, 'drive');
}
