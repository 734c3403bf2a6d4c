/** Functions of four float32 at once, made of IEEE arithmetic alone: the same bits on every machine. */
import { f32x4, i32x4, type Code, type Local } from '../../core/wasm.js';

const LOG2_E = Math.LOG2E;
/** ln 2 in two parts, the first with so few bits that its multiples are exact in float32 (Cody & Waite 1980) */
const LN2_HIGH = 0.693359375;
const LN2_LOW = Math.LN2 - LN2_HIGH;
/** beyond them e^x leaves the range in which 2^n is a normal float32 */
const SMALLEST = -87;
const LARGEST = 88;
/** 1/k! for k = 6 … 0: the series of e^r, whose rest is below 2e-7 of it for |r| ≤ ln 2 / 2 */
const SERIES = [720, 120, 24, 6, 2, 1, 1].map((factorial) => 1 / factorial);
const EXPONENT_BIAS = 127;
const MANTISSA_BITS = 23;

/** e^x within 3e-7 of it; `x` and `n` are overwritten. NaN stays NaN. */
export function exp(value: Code, x: Local, n: Local): Code {
  const clamped = f32x4.max(f32x4.const(SMALLEST), f32x4.min(f32x4.const(LARGEST), value));
  const rest = f32x4.sub(
    f32x4.sub(x.get, f32x4.mul(n.get, f32x4.const(LN2_HIGH))),
    f32x4.mul(n.get, f32x4.const(LN2_LOW)),
  );
  const series = SERIES.slice(1).reduce<Code>(
    (sum, term) => f32x4.add(f32x4.mul(sum, x.get), f32x4.const(term)),
    f32x4.const(SERIES[0]!),
  );
  const power = i32x4.shiftLeft(i32x4.add(i32x4.fromFloat(n.get), i32x4.const(EXPONENT_BIAS)), MANTISSA_BITS);
  return [
    x.set(clamped),
    n.set(f32x4.nearest(f32x4.mul(x.get, f32x4.const(LOG2_E)))),
    x.set(rest),
    f32x4.mul(series, power),
  ];
}

/** 1 / (1 + e^−x), within 2e-7 */
export const sigmoid = (value: Code, x: Local, n: Local): Code =>
  f32x4.div(f32x4.const(1), f32x4.add(f32x4.const(1), exp(f32x4.neg(value), x, n)));

/** 2 / (1 + e^−2x) − 1, within 4e-7 */
export const tanh = (value: Code, x: Local, n: Local): Code =>
  f32x4.sub(
    f32x4.div(f32x4.const(2), f32x4.add(f32x4.const(1), exp(f32x4.mul(f32x4.const(-2), value), x, n))),
    f32x4.const(1),
  );
