/** Months as Vector's tools write them, in English and German (its umlaut in either coding). */
const MONTHS = [
  ['jan'],
  ['feb'],
  ['mar', 'mär', 'mã¤r', 'mrz'],
  ['apr'],
  ['may', 'mai'],
  ['jun'],
  ['jul'],
  ['aug'],
  ['sep'],
  ['oct', 'okt'],
  ['nov'],
  ['dec', 'dez'],
];
const TIME = /^(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?$/;

/**
 * µs since 1970 of a date such as `Thu Apr 20 10:44:03.123 pm 2017`, by its words, as if it were UTC; undefined where it
 * is written otherwise.
 */
export function ascDateUs(words: readonly string[]): number | undefined {
  const [, monthName = '', day = '', time = ''] = words;
  const year = words.at(-1)!;
  const month = MONTHS.findIndex((names) => names.some((name) => monthName.toLowerCase().startsWith(name)));
  const [, hours, minutes, seconds, fraction = ''] = TIME.exec(time) ?? [];
  if (month < 0 || hours === undefined || !/^\d{1,2}$/.test(day) || !/^\d{4}$/.test(year)) return undefined;
  const half = words.length > 5 ? words[4]!.toLowerCase() : undefined;
  if (half !== undefined && half !== 'am' && half !== 'pm') return undefined; // `nachm.`
  const hour = half !== undefined ? (Number(hours) % 12) + (half === 'pm' ? 12 : 0) : Number(hours);
  const ms = Date.UTC(Number(year), month, Number(day), hour, Number(minutes), Number(seconds));
  return ms * 1000 + Number(fraction.padEnd(6, '0'));
}
