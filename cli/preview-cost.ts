import type { Drive } from '../drives/drive.js';
import { previewName } from '../core/curvature-preview.js';
import type { ModelBundle } from '../onnx/bundle.js';
import { evaluateDrives, type Evaluated, type EvaluateOptions } from './evaluate-drives.js';

/** What a preview that a car can have costs over the recorded one, an oracle: MAE in deg of the same model and drives. */
export type PreviewCost = { source: string; mae: number; recordedMae: number; share: number; text: string };

export async function previewCost(
  drives: readonly Drive[],
  bundle: ModelBundle,
  options: EvaluateOptions,
  { evaluation }: Evaluated,
): Promise<PreviewCost> {
  const recorded = await evaluateDrives(drives, bundle, { ...options, preview: 'recorded' });
  const source = previewName(options.preview);
  const { mae } = evaluation.all.model;
  const recordedMae = recorded.evaluation.all.model.mae;
  const share = mae / recordedMae - 1;
  const sign = share < 0 ? '−' : '+';
  const text = `preview ${source}: MAE ${mae.toFixed(3)} deg; recorded (an oracle): ${recordedMae.toFixed(3)} deg; ${sign}${(100 * Math.abs(share)).toFixed(1)} %`;
  return { source, mae, recordedMae, share, text };
}
