import { formatCandumpLine } from '../can/log/candump-format.js';
import { protect } from '../can/e2e/e2e.js';
import { j1850Checksum } from '../can/e2e/one-byte.js';
import type { CanFrame } from '../can/frame.js';
import { MessageEncoder } from '../can/message-encoder.js';
import type { Vehicle } from '../can/vehicle/vehicle-bus.js';
import { InputError } from '../core/input-error.js';
import type { VehicleSample } from '../core/vehicle-sample.js';

/** What is sent of a row, in the messages of the profile `synthetic`; the last one is stamped with the row's time. */
const MESSAGES: { name: string; signals: Record<string, (row: VehicleSample) => number | undefined> }[] = [
  { name: 'POSITION', signals: { LATITUDE: (row) => row.latitude, LONGITUDE: (row) => row.longitude } },
  { name: 'STEERING', signals: { STEERING_ANGLE: (row) => row.steeringAngleDeg } },
  { name: 'SPEED', signals: { VEHICLE_SPEED: (row) => row.vEgo } },
  { name: 'PATH', signals: { CURVATURE: (row) => row.curvature, LATERAL_ACCELERATION: (row) => row.aLat ?? 0 } },
];
/** µs from one frame to the next, longer than the wire needs for one */
const SPACING = 300;
/** s since 1970, a time when no drive was recorded */
const EPOCH = 1_700_000_000;

/**
 * A drive as the candump log of a car of the profile `synthetic`: each row's values come with their messages just before
 * its time, so that a sampling at the row step gives the rows again, rounded to the signals' steps. Times begin at a
 * whole multiple of the row step `dt` (s).
 */
export function formatCanLog(rows: readonly VehicleSample[], { dbc }: Vehicle, dt: number): string {
  const checksum = j1850Checksum();
  const senders = MESSAGES.map(({ name, signals }) => {
    const message = dbc.messages.find((one) => one.name === name)!; // the profile has been checked against its DBC
    const isProtected = message.signals.some((signal) => signal.name === 'COUNTER');
    const names = [...Object.keys(signals), ...(isProtected ? ['COUNTER'] : [])];
    return { message, encoder: new MessageEncoder(message, names), signals: Object.values(signals), isProtected };
  });
  const epochUs = Math.round(Math.ceil(EPOCH / dt) * dt * 1e6);
  let text = '';
  rows.forEach((row, r) => {
    senders.forEach(({ message, encoder, signals, isProtected }, s) => {
      const values = signals.map((value) => value(row));
      if (!values.every((value) => value !== undefined)) return; // a drive without it
      const encoded = encoder.encode(isProtected ? [...values, r % 16] : values);
      if ('misfit' in encoded)
        throw new InputError(`expected a ${encoded.misfit} that ${message.name} can hold, at ${row.time} s`);
      if (isProtected) protect(checksum, message.id, encoded.data);
      const timestampUs = epochUs + Math.round(row.time * 1e6) - (senders.length - 1 - s) * SPACING;
      text += `${formatCandumpLine(canFrame(message.id, encoded.data, timestampUs))}\n`;
    });
  });
  return text;
}

function canFrame(id: number, data: Uint8Array, timestampUs: number): CanFrame {
  const flags = { extended: false, fd: false, brs: false, esi: false, error: false, remote: false, remoteLength: 0 };
  return { id, data, timestampUs, channel: 'can0', direction: undefined, ...flags };
}
