import type { CanFrame } from '../frame.js';
import { CAN_ERROR_FLAG, CANFD_BRS, CANFD_ESI } from '../linux-can.js';

/** The line of a frame as `candump -l` writes it (with R or T where the direction is known), without the line feed. */
export function formatCandumpLine(frame: CanFrame): string {
  const { id, extended, data, timestampUs, channel, fd, error, remote, remoteLength, direction } = frame;
  const whole = Math.round(timestampUs);
  const micros = whole % 1e6;
  const seconds = (whole - micros) / 1e6;
  const stamp = `(${String(seconds).padStart(10, '0')}.${String(micros).padStart(6, '0')})`;
  const idText = hex(error ? id | CAN_ERROR_FLAG : id, error || extended ? 8 : 3);
  const flags = fd ? `#${hex((frame.brs ? CANFD_BRS : 0) | (frame.esi ? CANFD_ESI : 0), 1)}` : '';
  const payload = remote ? `R${remoteLength > 0 ? remoteLength : ''}` : Buffer.from(data).toString('hex').toUpperCase();
  const tail = direction === undefined ? '' : direction === 'rx' ? ' R' : ' T';
  return `${stamp} ${channel} ${idText}#${flags}${payload}${tail}`;
}

const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
