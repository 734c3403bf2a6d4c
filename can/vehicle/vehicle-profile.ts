import * as z from 'zod';
import { checksumSchema } from './profile-checksum.js';
import { PROFILE_UNITS, type QuantityName } from './profile-units.js';

/** m/s; below it the yaw rate's noise and zero make any curvature */
const SPEED_FLOOR = 2;

const reference = z
  .string()
  .regex(/^[^.\s]+\.[^.\s]+$/, 'expected MESSAGE.SIGNAL, such as SPEED.VEHICLE_SPEED or 0xB4.VEHICLE_SPEED')
  .describe(
    'MESSAGE.SIGNAL as in the DBC; for the message its id will do, 0x25 (or 0x18FEF100x for a short 29-bit one)',
  );
const rawValues = z.array(z.number()).min(1);

const source = {
  signal: reference.optional(),
  sum: z.array(reference).min(2).optional().describe('the value is the sum of these'),
  mean: z.array(reference).min(2).optional().describe('the value is the mean of these, e.g. of wheel speeds'),
  validWhen: z
    .strictObject({ signal: reference, equals: rawValues })
    .optional()
    .describe('taken only while another signal has one of these values'),
};

const quantityFields = {
  ...source,
  signFrom: z
    .strictObject({ signal: reference, negative: rawValues })
    .optional()
    .describe('the value is a magnitude; negative where another signal has one of these values'),
  offset: z.number().optional().describe('added to the value, in its unit, before the sign is turned'),
  positive: z.enum(['left', 'right']).optional().describe('to which side the signal counts up (default: left)'),
  range: z
    .tuple([z.number(), z.number()])
    .refine(([min, max]) => min < max, 'expected [min, max] with min < max')
    .optional()
    .describe('values outside are not taken; in the unit, after offset and sign'),
  maxRate: z.number().positive().optional().describe('fastest believable change, in the unit a second'),
  smoothing: z.number().positive().optional().describe('s, time constant of a low-pass, which delays by as much'),
};

const sourceCount = (given: { signal?: unknown; sum?: unknown; mean?: unknown }) =>
  [given.signal, given.sum, given.mean].filter((one) => one !== undefined).length;
const ONE_SOURCE = 'expected one of signal, sum and mean';

function quantity(name: QuantityName) {
  const units = Object.keys(PROFILE_UNITS[name]) as [string, ...string[]]; // as: every quantity has a unit
  return z.strictObject({ ...quantityFields, unit: z.enum(units) }).refine((q) => sourceCount(q) === 1, ONE_SOURCE);
}

const ignition = z.strictObject({
  signal: reference,
  on: rawValues.describe('values of the signal while the ignition is on'),
  validWhen: source.validWhen,
});

const gear = z.strictObject({
  signal: reference,
  reverse: rawValues.describe('values of the signal in reverse gear'),
  validWhen: source.validWhen,
});

const message = z.strictObject({
  channel: z.string().min(1).optional().describe("the message's interface (default: the profile's)"),
  checksum: checksumSchema.optional(),
  counter: z
    .strictObject({
      signal: z.string().min(1).describe('signal of this message'),
      modulo: z.int().min(2).optional().describe('it counts 0 … modulo − 1 (default: all values of its bits)'),
    })
    .optional(),
  period: z.number().positive().optional().describe("s (default: the DBC's cycle time, else learned from the stamps)"),
  late: z.number().positive().default(2.5).describe('periods without a good frame until a signal is late'),
  lost: z.number().positive().default(5).describe('periods without a good frame until a signal is lost'),
  cyclic: z.boolean().default(true).describe('false: sent on change alone, never late'),
});
export type ProfileMessage = z.output<typeof message>;

/** `config/vehicles/NAME.yaml`: where in a car's CAN messages the quantities are that a prediction is made of. */
export const vehicleProfileSchema = z
  .strictObject({
    name: z.string().min(1).describe('the vehicle, for people'),
    dbc: z
      .string()
      .min(1)
      .optional()
      .describe('DBC file, relative to the profile (default: NAME.dbc beside NAME.yaml)'),
    channel: z
      .string()
      .min(1)
      .optional()
      .describe('the interface (default: the one where the first of the messages is seen)'),
    speedFloor: z
      .number()
      .min(0)
      .optional()
      .describe(`m/s, samples below are not valid (default: ${SPEED_FLOOR}, or 0 with a curvature signal)`),
    positionLatency: z
      .number()
      .min(0)
      .max(2)
      .default(0)
      .describe('s, how much older a position is than the frames of latitude and longitude: the receiver, the gateway'),
    wheelbase: z.number().min(1.5).max(8).optional().describe('m, of the data sheet; with steeringRatio'),
    steeringRatio: z
      .number()
      .min(5)
      .max(40)
      .optional()
      .describe(
        'steering-wheel angle over road-wheel angle; with wheelbase: what to expect of the car before it has driven',
      ),
    signals: z.strictObject({
      steering: quantity('steering').describe('steering-wheel angle'),
      speed: quantity('speed').describe('vehicle speed'),
      curvature: quantity('curvature').optional().describe('of the path (default: yaw rate over speed)'),
      yawRate: quantity('yawRate').optional(),
      gear: gear.optional(),
      ignition: ignition.optional(),
      lateralAcceleration: quantity('lateralAcceleration').optional(),
      latitude: quantity('latitude').optional(),
      longitude: quantity('longitude').optional(),
      laneCurvature: quantity('laneCurvature')
        .optional()
        .describe('of the lane ahead as a camera sees it, where the car is'),
      laneCurvatureRate: quantity('laneCurvatureRate').optional().describe('change of laneCurvature along the lane'),
      odometer: quantity('odometer').optional(),
    }),
    messages: z
      .record(z.string(), message)
      .default({})
      .describe('checks of messages, by name or id; messages that are not here are taken as they come'),
  })
  .refine(({ signals }) => signals.curvature ?? signals.yawRate, 'expected signals.curvature or signals.yawRate')
  .refine(
    ({ positionLatency, signals }) => positionLatency === 0 || (signals.latitude && signals.longitude),
    'expected signals.latitude and signals.longitude with positionLatency',
  )
  .refine(
    ({ wheelbase, steeringRatio }) => (wheelbase === undefined) === (steeringRatio === undefined),
    'expected wheelbase and steeringRatio, or neither',
  );

export type VehicleProfile = z.output<typeof vehicleProfileSchema>;
export type ProfileQuantity = NonNullable<VehicleProfile['signals'][QuantityName]>;
export const DEFAULT_MESSAGE: ProfileMessage = message.parse({});

/** m/s; samples below are not valid, as a path's curvature can't be told there from the yaw rate. */
export const speedFloorOf = ({ speedFloor, signals }: VehicleProfile): number =>
  speedFloor ?? (signals.curvature ? 0 : SPEED_FLOOR);
