/** `0.013`, `1500` */
export const twoDigits = (value: number): string => String(Number(value.toPrecision(2)));

/** `13 %` */
export const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
