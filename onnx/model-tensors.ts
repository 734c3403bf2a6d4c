/** Names of the exported graph's tensors: physical units in [N, features], degrees out [N, horizonSteps]. */
export const FEATURES = 'features';
export const ANGLES = 'steeringAngleDeg';
/** Bounds of the 80 % interval (deg), where a model has one. */
export const INTERVAL = ['lower', 'upper'] as const;
