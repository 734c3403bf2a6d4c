import { parseDbc } from '../../../can/dbc/parse.js';
import { MessageEncoder } from '../../../can/message-encoder.js';
import type { CanFrame } from '../../../can/frame.js';
import type { Vehicle } from '../../../can/vehicle/vehicle-bus.js';
import { vehicleProfileSchema } from '../../../can/vehicle/vehicle-profile.js';
import { makeFrame } from '../frames.js';

/** Three messages of 20 ms, one with a checksum and a counter, one of two byte orders, and the slow gear. */
const DBC = `
BO_ 37 STEERING: 8 X
 SG_ ANGLE : 3|12@0- (1.5,0) [0|0] "deg" X
 SG_ FRACTION : 39|4@0- (0.1,0) [0|0] "deg" X
 SG_ COUNTER : 51|4@0+ (1,0) [0|0] "" X
 SG_ QUALITY : 23|2@0+ (1,0) [0|0] "" X
 SG_ SIDE : 16|1@1+ (1,0) [0|0] "" X
BO_ 180 SPEED: 8 X
 SG_ FRONT : 7|16@0+ (0.01,0) [0|0] "km/h" X
 SG_ REAR : 16|16@1+ (0.01,0) [0|0] "km/h" X
BO_ 36 MOTION: 8 X
 SG_ YAW_RATE : 0|32@1- (1,0) [0|0] "rad/s" X
 SG_ PATH : 32|32@1- (1,0) [0|0] "1/m" X
BO_ 956 GEAR_BOX: 1 X
 SG_ GEAR : 3|4@0+ (1,0) [0|0] "" X
SIG_VALTYPE_ 36 YAW_RATE : 1;
SIG_VALTYPE_ 36 PATH : 1;
BA_DEF_ BO_ "GenMsgCycleTime" INT 0 1000;
BA_ "GenMsgCycleTime" BO_ 37 20;
BA_ "GenMsgCycleTime" BO_ 180 20;
BA_ "GenMsgCycleTime" BO_ 36 20;
BA_ "GenMsgCycleTime" BO_ 956 1000;
`;
export const dbc = parseDbc(DBC, 'a.dbc');

/** Profile fields in the profile's own form, over a minimal one. */
export function makeProfile({ signals, ...fields }: Record<string, unknown> & { signals?: object } = {}) {
  return {
    name: 'test car',
    ...fields,
    signals: {
      steering: { signal: 'STEERING.ANGLE', unit: 'deg' },
      speed: { signal: 'SPEED.FRONT', unit: 'km/h' },
      yawRate: { signal: 'MOTION.YAW_RATE', unit: 'rad/s' },
      ...signals,
    },
  };
}

export function makeVehicle(fields: Parameters<typeof makeProfile>[0] = {}): Vehicle {
  return { profile: vehicleProfileSchema.parse(makeProfile(fields)), dbc, where: 'a.yaml' };
}

/** µs, a whole multiple of every usual dt */
export const START = 1_600_000_000_000_000;

/** A frame of a message with these values, others zero; `ms` after START. */
export function send(
  ms: number,
  name: string,
  values: Record<string, number>,
  fields: Partial<CanFrame> = {},
): CanFrame {
  const message = dbc.messages.find((one) => one.name === name)!;
  const encoded = new MessageEncoder(message, Object.keys(values)).encode(Object.values(values));
  if ('misfit' in encoded) throw new Error(`${encoded.misfit} does not fit`);
  return makeFrame({ id: message.id, data: encoded.data, timestampUs: START + ms * 1000, ...fields });
}

/** All three messages every 20 ms from `fromMs` on, driving at 20 m/s, the angle 1.5 deg, the yaw rate 0.1 rad/s. */
export function driveFor(fromMs: number, toMs: number): CanFrame[] {
  const frames: CanFrame[] = [];
  for (let ms = fromMs; ms <= toMs; ms += 20) {
    frames.push(
      send(ms, 'STEERING', { ANGLE: 1.5 }),
      send(ms, 'SPEED', { FRONT: 72 }),
      send(ms, 'MOTION', { YAW_RATE: 0.1 }),
    );
  }
  return frames;
}
