/** Numbers as the page writes them; what is no finite number (nothing scored) is a dash. */

const MINUS = '\u2212';

/** `fixed(-0.5123, 2)` is "−0.51", with a true minus sign. */
export function fixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return '–';
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** An angle or an error in degrees, to a thousandth, without its unit. */
export const degrees = (value: number): string => fixed(value, 3);

/** R² to four places; of a prediction that is worse than the mean, one says as much. */
export const rSquared = (value: number): string => fixed(value, value < -1 ? 1 : 4);

/** 12345 is "12,345", wherever the page is read. */
export const count = (value: number): string => value.toLocaleString('en-US');

/** 0.234 is "+23.4 %". */
export const signedPercent = (share: number): string =>
  Number.isFinite(share) ? `${share > 0 ? '+' : ''}${fixed(100 * share, 1)} %` : '–';

/** `plural(1, 'drive')` is "1 drive". */
export const plural = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;

/** Four significant digits: finer than any sensor here, and a third of the bytes. */
export const significant = (value: number): number => Number(value.toPrecision(4));
