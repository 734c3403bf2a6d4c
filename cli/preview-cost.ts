import type { Drive } from '../drives/drive.js';
import { previewName } from '../core/curvature-preview.js';
import { ENOUGH } from '../training/figures/preview-shares.js';
import type { ModelBundle } from '../onnx/bundle.js';
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
  options: EvaluateOptions,
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
  const text = `preview ${source}: MAE ${mae.toFixed(3)} deg; recorded (an oracle): ${recordedMae.toFixed(3)} deg; ${says}`;
  return { source, served, mae, recordedMae, share, text };
}
