import { fixed } from './format.js';

/** A value's place on an axis, 0 … 1, and the ticks that the axis shows. */
export type Scale = { place: (value: number) => number; ticks: { value: number; text: string }[] };

type Range = readonly [min: number, max: number];

/** An axis over exactly `range`, with round ticks inside it. */
export const exactScale = (range: Range, tickCount: number): Scale => linearScale(range, tickStep(range, tickCount));

/** The same, widened to the next round tick on either side. */
export function roundScale(range: Range, tickCount: number): Scale {
  const step = tickStep(range, tickCount);
  const low = Math.floor(range[0] / step + 1e-9);
  const high = Math.max(low + 1, Math.ceil(range[1] / step - 1e-9));
  return linearScale([low * step, high * step], step);
}

function linearScale([min, max]: Range, step: number): Scale {
  const span = max - min || 1;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = [];
  for (let k = Math.ceil(min / step - 1e-9); k * step <= max + 1e-9 * span; k++) {
    ticks.push({ value: k * step, text: fixed(k * step, digits) });
  }
  return { place: (value) => (value - min) / span, ticks };
}

const tickStep = ([min, max]: Range, tickCount: number) => roundStep((max - min || 1) / tickCount);

/** A logarithmic axis; all values must be > 0. */
export function logScale([min, max]: Range): Scale {
  const marks = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.ceil(Math.log10(max)); power++) {
    for (const digit of [1, 2, 5]) marks.push(Number(`${digit}e${power}`));
  }
  const low = marks.findLast((mark) => mark <= min) ?? min;
  const high = marks.find((mark) => mark >= max && mark > low) ?? max;
  const shown = marks.filter((mark) => mark >= low && mark <= high);
  const few = shown.length > 8 ? shown.filter((mark) => /^[^25]*$/.test(String(mark))) : shown;
  const span = Math.log(high / low);
  return {
    place: (value) => Math.log(value / low) / span,
    ticks: few.map((value) => ({ value, text: String(value) })),
  };
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= least * (1 - 1e-9))!;
}

/** Smallest and largest of the numbers in all signals; null stands for unknown. */
export function rangeOf(...signals: readonly (readonly (number | null)[])[]): Range {
  let [min, max] = [Infinity, -Infinity];
  for (const signal of signals) {
    for (const value of signal) {
      if (value === null) continue;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }
  return min <= max ? [min, max] : [0, 1];
}
