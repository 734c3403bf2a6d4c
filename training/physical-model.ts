import type { Matrix } from '../core/matrix.js';
import type { Scaler } from '../core/scaler.js';
import type { Architecture, Sizes } from './architectures/architecture.js';
import { inputBasis, targetStart } from './input-basis.js';
import type { IntervalFit } from './interval.js';
import type { Ops } from './ops.js';

export type PhysicalModel = {
  architecture: Architecture;
  sizes: Sizes;
  featureNames: readonly string[];
  scalerX: Scaler;
  scalerY: Scaler;
  /** absent where nothing was held out to see how far it is off */
  interval?: IntervalFit;
};

/**
 * The whole model as it is exported: features [N, F] in physical units → steering-wheel angles [N, horizonSteps] in
 * degrees, with both scalers, and what the network's answer is added to, inside.
 */
export function physicalForward<T>(ops: Ops<T>, model: PhysicalModel, parameters: Record<string, T>, features: T): T {
  const { architecture, sizes, featureNames, scalerX, scalerY } = model;
  const row = (values: readonly number[]) => ops.constant(values, [values.length]);
  const matrix = ({ data, rows, columns }: Matrix) => ops.constant([...data], [rows, columns]);

  const basis = inputBasis(architecture.inputs, featureNames);
  const inputs = basis ? ops.matmul(features, matrix(basis)) : features;
  const centred = ops.add(inputs, row(scalerX.mean.map((mean) => -mean)));
  const scaled = ops.mul(centred, row(scalerX.std.map((std) => 1 / std)));
  const targets = ops.mul(architecture.forward(ops, parameters, scaled, sizes), row(scalerY.std));
  const mean = row(scalerY.mean);
  const start = targetStart(architecture.target, featureNames, sizes.horizonSteps);
  if (!start) return ops.add(targets, mean);
  return ops.add(targets, ops.add(ops.matmul(features, matrix(start)), mean));
}
