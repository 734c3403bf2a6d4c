import type { Cell } from './cell.js';

const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * s since 1970 of a date and time (ISO 8601, with a blank or T between them), to the microsecond as stamps are; UTC where
 * no zone is named. NaN for anything else.
 */
export function dateSeconds(cell: Cell): number {
  const [, date, time, fraction = '0', zone = 'Z'] = ISO.exec(typeof cell === 'string' ? cell.trim() : '') ?? [];
  const hours = zone.slice(0, 3);
  const minutes = zone.slice(3).replace(':', '') || '00';
  const whole = Date.parse(`${date}T${time}${/z/i.test(zone) ? 'Z' : `${hours}:${minutes}`}`) / 1000;
  if (isNoDay(date)) return NaN;
  return Math.round((whole + Number(`0.${fraction}`)) * 1e6) / 1e6;
}

/** Of 30 February a Date makes 1 March. */
function isNoDay(date: string | undefined): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) !== date;
}
