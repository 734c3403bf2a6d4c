import { sequenceLstm } from '../../training/architectures/sequence-lstm.js';
import { toOnnx } from '../../training/to-onnx.js';
import type { TrainedModel, TrainOptions } from '../../training/train-model.js';
import { syntheticDrives } from './make-drive.js';

/** A training of a second, and five short drives for it. */
export const OPTIONS: TrainOptions = {
  architecture: sequenceLstm,
  dt: 0.1,
  split: 'drive',
  seed: 1,
  epochs: 3,
  preview: 'recorded',
};
export const drives = syntheticDrives(5, 6);

/** The exported file. */
export const bytes = ({ model, fitted }: TrainedModel) => Buffer.from(toOnnx(model, fitted.weights));
