/** of the steps that the model's own rate closes; where fewer, the others wait for a timer, and that is no latency */
const CLOSED = 0.99;

/** How many predictions a second, of whole multiples of `base` up to `most`, these frames close: at least `base`. */
export function closedRate(stampsUs: readonly number[], base: number, most: number): number {
  const atBase = shareClosed(stampsUs, base); // less than one where the log has pauses
  for (let rate = base * Math.floor(most / base); rate > base; rate -= base)
    if (shareClosed(stampsUs, rate) >= CLOSED * atBase) return rate;
  return base;
}

/** µs; a stamp at the begin of a step, rounded, is in it */
const ROUNDING = 1;

/** Of the steps of `rate` Hz from the first stamp to the last those with a stamp in them. */
function shareClosed(stampsUs: readonly number[], rate: number): number {
  const steps = stampsUs.map((us) => Math.floor(((us - stampsUs[0]! + ROUNDING) * rate) / 1e6));
  return new Set(steps).size / (1 + steps.reduce((last, step) => Math.max(last, step), 0));
}
