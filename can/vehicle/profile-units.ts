/** Units that a profile may name, with the factor to the unit of a VehicleSample; the first one is that unit. */
export const PROFILE_UNITS = {
  steering: { deg: 1, rad: 180 / Math.PI },
  speed: { 'm/s': 1, 'km/h': 1 / 3.6, mph: 0.44704 },
  curvature: { '1/m': 1, '1/km': 1e-3 },
  yawRate: { 'rad/s': 1, 'deg/s': Math.PI / 180 },
  lateralAcceleration: { 'm/s2': 1, g: 9.80665 },
  latitude: { deg: 1, rad: 180 / Math.PI },
  longitude: { deg: 1, rad: 180 / Math.PI },
  laneCurvature: { '1/m': 1, '1/km': 1e-3 },
  laneCurvatureRate: { '1/m2': 1 },
  odometer: { m: 1, km: 1000, mile: 1609.344 },
} as const satisfies Record<string, Record<string, number>>;

export type QuantityName = keyof typeof PROFILE_UNITS;
