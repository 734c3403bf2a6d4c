import { formatCandumpLine } from '../../../can/log/candump-format.js';
import { protect } from '../../../can/e2e/e2e.js';
import { j1850Checksum } from '../../../can/e2e/one-byte.js';
import { MessageEncoder } from '../../../can/message-encoder.js';
import { readVehicle } from '../../../can/vehicle/read-vehicle.js';
import { makeFrame } from '../../can/frames.js';

/** What the messages of the profile `synthetic` say at `t` s: a car at 20 m/s that weaves. */
const MESSAGES: { name: string; signals: Record<string, (t: number) => number> }[] = [
  { name: 'STEERING', signals: { STEERING_ANGLE: (t) => 10 * Math.sin(t) } },
  { name: 'SPEED', signals: { VEHICLE_SPEED: () => 20 } },
  { name: 'PATH', signals: { CURVATURE: (t) => 0.005 * Math.sin(t), LATERAL_ACCELERATION: () => 0 } },
];

/** A log for canplayer of `seconds` on the interface `name`, each message `rate` times a second, evenly spread. */
export async function makeLog(name: string, { seconds, rate }: { seconds: number; rate: number }): Promise<string> {
  const { dbc } = await readVehicle('synthetic');
  const checksum = j1850Checksum();
  const senders = MESSAGES.map(({ name: message, signals }) => {
    const found = dbc.messages.find((one) => one.name === message)!;
    return { id: found.id, signals, encoder: new MessageEncoder(found, [...Object.keys(signals), 'COUNTER']) };
  });
  const lines: string[] = [];
  for (let k = 0; k < seconds * rate; k++) {
    senders.forEach(({ id, signals, encoder }, s) => {
      const t = (k + s / senders.length) / rate;
      const encoded = encoder.encode([...Object.values(signals).map((value) => value(t)), k % 16]);
      if ('misfit' in encoded) throw new Error(encoded.misfit);
      protect(checksum, id, encoded.data);
      const timestampUs = 1.7e15 + Math.round(t * 1e6);
      lines.push(`${formatCandumpLine(makeFrame({ id, data: encoded.data, timestampUs, channel: name }))}\n`);
    });
  }
  return lines.join('');
}
