import type { Drive } from '../drives/drive.js';
import { previewName } from '../core/curvature-preview.js';
import { ENOUGH } from '../training/figures/preview-shares.js';
import type { ModelBundle } from '../onnx/bundle.js';
import type { OpenedPreview } from './preview-options.js';
import { counted } from '../core/counted.js';
import { knownDrives } from '../drives/drive-trace.js';
import { evaluateDrives, type Evaluated, type EvaluateOptions } from './evaluate-drives.js';

/**
 * What a preview that a car can have costs over the recorded one, an oracle: MAE in deg of the same model and drives.
 * `served` is the share of the scored steps that had it; where that is less than half, `text` has no percentage.
 */
export type PreviewCost = {
  source: string;
  served: number;
  mae: number;
  recordedMae: number;
  share: number;
  text: string;
};

export async function previewCost(
  drives: readonly Drive[],
  bundle: ModelBundle,
  { learnedFrom = [], ...options }: EvaluateOptions & Partial<Pick<OpenedPreview, 'learnedFrom'>>,
  { evaluation, figures: { previews } }: Evaluated,
): Promise<PreviewCost> {
  const recorded = await evaluateDrives(drives, bundle, { ...options, preview: 'recorded' });
  const source = previewName(options.preview);
  const served = (source !== 'recorded' && previews?.[source]) || 0;
  const { mae } = evaluation.all.model;
  const recordedMae = recorded.evaluation.all.model.mae;
  const share = mae / recordedMae - 1;
  const sign = share < 0 ? '−' : '+';
  const says =
    served >= ENOUGH
      ? `${sign}${(100 * Math.abs(share)).toFixed(1)} %`
      : `no comparison, as preview ${source} served ${(100 * served).toFixed(1)} % of the steps`;
  const text = `preview ${source}: MAE ${mae.toFixed(3)} deg; recorded (an oracle): ${recordedMae.toFixed(3)} deg; ${says}${taught(drives, learnedFrom)}`;
  return { source, served, mae, recordedMae, share, text };
}

/** What a map tells of a drive that it was learned from is the drive's own curvature. */
function taught(drives: readonly Drive[], learnedFrom: OpenedPreview['learnedFrom']): string {
  const known = knownDrives(learnedFrom);
  const teachers = drives.filter((drive) => known(drive) !== undefined).length;
  const all = counted(drives.length, 'drive');
  return teachers === 0 ? '' : `; ${teachers} of ${all} taught this map, which is an oracle there`;
}
