import { counted } from '../core/counted.js';
import { CHANNEL_UNITS } from '../core/features.js';
import { tolerated } from '../core/feature-ranges.js';
import type { ModelCard } from '../core/model-card.js';

/** What drivers call an input; what is made of them goes by its own name. */
const NAMES: Readonly<Record<string, string>> = { curvature: 'curvature', vEgo: 'speed', steeringAngleDeg: 'steering' };
const UNITS: Readonly<Record<string, string>> = CHANNEL_UNITS;
/** as many digits as `inspect` shows of a range, and the most that tell a value from its bound */
const DIGITS = [4, 16] as const;

/** In how many steps, and in words: `speed in 412 steps, up to 36.2 m/s (trained: 0.4 to 30)`. */
export type InputExcess = { input: string; steps: number; told: string };

/** Which inputs left the range that training saw, in how many steps and how far: `vEgo[i-5]` … `vEgo[i-1]` are one. */
export class RangeExcess {
  readonly #ranges: readonly (readonly [min: number, max: number])[];
  readonly #inputs: readonly string[];
  /** of each feature */
  readonly #inputOf: Uint8Array;
  readonly #lowest: Float64Array;
  readonly #highest: Float64Array;
  /** of each feature, the farthest that came */
  readonly #least: Float64Array;
  readonly #most: Float64Array;
  /** of each input */
  readonly #steps: Uint32Array;

  constructor({ featureNames, ranges }: Pick<ModelCard, 'featureNames' | 'ranges'>) {
    this.#ranges = featureNames.map((name) => ranges[name]!);
    const signals = featureNames.map((name) => name.replace(/\[.*/, ''));
    this.#inputs = [...new Set(signals)];
    this.#inputOf = Uint8Array.from(signals, (signal) => this.#inputs.indexOf(signal));
    const limits = this.#ranges.map(tolerated);
    this.#lowest = Float64Array.from(limits, ([lowest]) => lowest);
    this.#highest = Float64Array.from(limits, ([, highest]) => highest);
    this.#least = Float64Array.from(this.#ranges, ([min]) => min);
    this.#most = Float64Array.from(this.#ranges, ([, max]) => max);
    this.#steps = new Uint32Array(this.#inputs.length);
  }

  /** Of a step that is OUT_OF_RANGE; allocates nothing. */
  add(features: ArrayLike<number>): void {
    let outside = 0; // a bit for each input
    for (let f = 0; f < this.#inputOf.length; f++) {
      const value = features[f]!;
      if (value < this.#lowest[f]!) {
        if (value < this.#least[f]!) this.#least[f] = value;
      } else if (value > this.#highest[f]!) {
        if (value > this.#most[f]!) this.#most[f] = value;
      } else continue;
      outside |= 1 << this.#inputOf[f]!;
    }
    for (let input = 0; outside !== 0; input++, outside >>>= 1) if (outside & 1) this.#steps[input]!++;
  }

  /** Each input that was out. */
  get inputs(): InputExcess[] {
    return this.#inputs.flatMap((signal, at) => {
      const [input, steps] = [NAMES[signal] ?? signal, this.#steps[at]!];
      return steps === 0 ? [] : [{ input, steps, told: `${input} in ${counted(steps, 'step')}, ${this.#extent(at)}` }];
    });
  }

  /** The same with its reason, a line each. */
  get lines(): string[] {
    return this.inputs.map(({ told }) => `OUT_OF_RANGE: ${told}`);
  }

  /** How far an input came, beside the bounds that it left. */
  #extent(input: number): string {
    const own = [...this.#ranges.keys()].filter((f) => this.#inputOf[f] === input);
    const farthest = (excess: (f: number) => number) => own.reduce((best, f) => (excess(f) > excess(best) ? f : best));
    const low = farthest((f) => this.#ranges[f]![0] - this.#least[f]!);
    const high = farthest((f) => this.#most[f]! - this.#ranges[f]![1]);
    const isLow = this.#least[low]! < this.#ranges[low]![0];
    const isHigh = this.#most[high]! > this.#ranges[high]![1];
    const bottom = isLow ? low : high;
    const top = isHigh ? high : low;
    const [down, least] = apart(this.#least[bottom]!, this.#ranges[bottom]![0]);
    const [up, most] = apart(this.#most[top]!, this.#ranges[top]![1]);
    const ways = [...(isLow ? [`down to ${down}`] : []), ...(isHigh ? [`up to ${up}`] : [])].join(' and ');
    const unit = UNITS[this.#inputs[input]!] ?? 'deg'; // what is made of the signals is an angle
    return `${ways} ${unit} (trained: ${least} to ${most})`;
  }
}

/** A value and its bound as texts, with as many digits as tell them apart. */
function apart(value: number, bound: number): [string, string] {
  const [fewest, most] = DIGITS;
  const text = (digits: number, one: number) => String(Number(one.toPrecision(digits)));
  let digits: number = fewest;
  while (digits < most && value !== bound && text(digits, value) === text(digits, bound)) digits++;
  return [text(digits, value), text(digits, bound)];
}
