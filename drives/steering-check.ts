import { counted } from '../core/counted.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { FEWEST_BENDS, ROAD_BENDS, type Bends } from './bends.js';
import { FEWEST_SAMPLES, type Doubt, type Finding } from './doubt.js';
import { APART, CORRELATED, Likeness, OPPOSED } from './likeness.js';
import { twoDigits } from './rounded.js';
import { gainGuess, isWithin } from './unit-guess.js';

/**
 * deg·m of steering wheel for a curvature of one: wheelbase × steering ratio × 180/π is 1,500 to 4,000 for road
 * vehicles, and understeer may double it. Outside of the first something may be wrong, outside of the second it is.
 */
const GAINS = [300, 30_000] as const;
const POSSIBLE_GAINS = [100, 100_000] as const;
/** of the bends; no car turns the other way than its wheel in more of them */
const MOST_BENDS = 0.9;

/** Whether the wheel is turned to the side that the path bends to, and by as much as it bends. */
export class SteeringCheck {
  readonly #likeness = new Likeness();

  add({ curvature, steeringAngleDeg }: VehicleSample): void {
    this.#likeness.add(curvature, steeringAngleDeg);
  }

  /** Whether steering and curvature run against each other. */
  get isOpposed(): boolean {
    const { correlation, movesAlike, spread } = this.#likeness;
    // on a straight road a sensor's zero alone may have the other sign than the mean bend
    return correlation < OPPOSED && (movesAlike < OPPOSED || spread > ROAD_BENDS);
  }

  /** Whether the one follows from the other, by whatever gain and to whichever side. */
  get isTied(): boolean {
    return Math.abs(this.#likeness.correlation) > CORRELATED;
  }

  /** `side`: 1 where the positions turn as the curvature says, -1 the other way, 0 where they say nothing. */
  finding(bends: Bends, side: number): Finding {
    const { count, correlation, movesAlike, slope: gain } = this.#likeness;
    if (count < FEWEST_SAMPLES) return { lacking: 'too few rows' };
    if (Number.isNaN(correlation)) return { lacking: 'steering or curvature is 0 throughout' };
    if (this.isOpposed) return { doubt: this.#signDoubt(bends, side) };
    const isAlike = correlation > CORRELATED;
    if (isAlike && !isWithin(gain, GAINS)) return { doubt: gainDoubt(gain) };
    const by = bends.count > 0 ? counted(bends.count, 'bend') : `correlation ${correlation.toFixed(2)}`;
    // without a bend, and where they do not move together, both may be no more than the zeros of their sensors
    if (isAlike && (bends.count > 0 || movesAlike > CORRELATED))
      return { agreeing: `steering against curvature (${by})` };
    if (bends.count >= FEWEST_BENDS && correlation < APART && movesAlike < APART) {
      const text = `steering and curvature hardly go together (correlation ${correlation.toFixed(2)} in ${bends.count} bends): is one of them another signal, or late?`;
      return { doubt: { text, option: 'look at both columns', impossible: false } };
    }
    if (bends.count === 0) return { lacking: 'the road hardly bends' };
    return { lacking: `correlation with the curvature ${correlation.toFixed(2)} in ${counted(bends.count, 'bend')}` };
  }

  /** Which of the two counts to the right the positions know. */
  #signDoubt({ against, count }: Bends, side: number): Doubt {
    const correlation = `correlation ${this.#likeness.correlation.toFixed(2)}`;
    const [which, columns] =
      side === 0
        ? ['one of them', ['steering', 'curvature']]
        : side > 0
          ? ['the steering', ['steering']]
          : ['the curvature', ['curvature']];
    const question = `does ${which} count up to the right?`;
    const isClear = against >= FEWEST_BENDS && against > MOST_BENDS * count;
    const what = isClear
      ? `expected steering to the side that the curvature bends to, got the other in ${against} of ${count} bends (${correlation})`
      : `steering and curvature run against each other (${correlation})`;
    const option = columns.map((column) => `--right-positive ${column}`).join(', or ');
    return { text: `${what}: ${question}`, option, impossible: isClear };
  }
}

function gainDoubt(gain: number): Doubt {
  const text = `expected 1500 to 8000 deg of steering wheel for a curvature of 1/m, got ${twoDigits(gain)}`;
  const { question, option } = gainGuess(gain);
  return { text: `${text}: ${question}`, option, impossible: !isWithin(gain, POSSIBLE_GAINS) };
}
