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
  const inputs = networkInputs(ops, model, features);
  const scaled = ops.mul(ops.sub(inputs, row(scalerX.mean)), row(scalerX.std.map((std) => 1 / std)));
  const targets = architecture.forward(ops, parameters, scaled, sizes);
  const unscaled = ops.add(ops.mul(targets, row(scalerY.std)), row(scalerY.mean));
  if (architecture.target === 'angle') return unscaled;
  const last = featureNames.indexOf('steeringAngleDeg[i-1]');
  return ops.add(unscaled, ops.slice(features, 1, last, last + 1));
}

function networkInputs<T>(ops: Ops<T>, { architecture, featureNames }: PhysicalModel, features: T): T {
  if (architecture.inputs === 'measured') return features;
  const { data, rows, columns } = fromNowBasis(featureNames);
  return ops.matmul(features, ops.constant([...data], [rows, columns]));
}
