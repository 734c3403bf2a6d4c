import { zeros, type Matrix } from '../core/matrix.js';
import type { Scaler } from '../core/scaler.js';
import type { Architecture, Sizes } from './architectures/architecture.js';
import { fromNowBasis } from './from-now.js';
import type { Ops } from './ops.js';

export type PhysicalModel = {
  architecture: Architecture;
  sizes: Sizes;
  featureNames: readonly string[];
  scalerX: Scaler;
  scalerY: Scaler;
};

/**
 * The whole model as it is exported: features [N, F] in physical units → steering-wheel angles [N, horizonSteps] in
 * degrees, with both scalers, and the last angle of a `change` target, inside.
 */
export function physicalForward<T>(ops: Ops<T>, model: PhysicalModel, parameters: Record<string, T>, features: T): T {
  const { architecture, sizes, featureNames, scalerX, scalerY } = model;
  const row = (values: readonly number[]) => ops.constant(values, [values.length]);
  const matrix = ({ data, rows, columns }: Matrix) => ops.constant([...data], [rows, columns]);

  const inputs =
    architecture.inputs === 'measured' ? features : ops.matmul(features, matrix(fromNowBasis(featureNames)));
  const centred = ops.add(inputs, row(scalerX.mean.map((mean) => -mean)));
  const scaled = ops.mul(centred, row(scalerX.std.map((std) => 1 / std)));
  const targets = ops.mul(architecture.forward(ops, parameters, scaled, sizes), row(scalerY.std));
  const mean = row(scalerY.mean);
  if (architecture.target === 'angle') return ops.add(targets, mean);
  const last = ops.matmul(features, matrix(lastAngle(featureNames, sizes.horizonSteps)));
  return ops.add(targets, ops.add(last, mean));
}

/** [F, horizonSteps], by which a product takes the last angle for every step. */
function lastAngle(featureNames: readonly string[], horizonSteps: number): Matrix {
  const selector = zeros(featureNames.length, horizonSteps);
  const last = featureNames.indexOf('steeringAngleDeg[i-1]');
  selector.data.fill(1, last * horizonSteps, (last + 1) * horizonSteps);
  return selector;
}
