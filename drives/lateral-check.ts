import type { VehicleSample } from '../core/vehicle-sample.js';
import { FEWEST_BENDS } from './bends.js';
import { FEWEST_SAMPLES, MOST, type Doubt, type Finding } from './doubt.js';
import { APART, CORRELATED, Likeness } from './likeness.js';
import { percent } from './rounded.js';
import { isWithin, lateralGuess } from './unit-guess.js';

/** m/s², twice what tyres hold on a road */
const GREATEST_LATERAL = 20;
/** speed² × curvature over the lateral acceleration: 1 but for banks, roll and noise */
const LATERAL_RATIOS = [0.3, 3.3] as const;
/** In m the radius of any road is more, in 1/km the curvature of hardly one that is driven at speed. */
const SMALLEST_RADIUS = 20;
/** A lateral acceleration that correlates like that was not measured. */
const MADE = 0.99999;

/** Whether speed² × curvature is a lateral acceleration that tyres hold, and the one that was recorded. */
export class LateralCheck {
  #count = 0;
  #tooSharpCount = 0;
  /** of those too sharp */
  #wideCount = 0;
  /** of the acceleration as recorded and as driven */
  readonly #likeness = new Likeness();

  add({ vEgo, curvature, aLat = NaN }: VehicleSample): void {
    const driven = vEgo ** 2 * curvature;
    this.#count++;
    if (Math.abs(driven) > GREATEST_LATERAL) {
      this.#tooSharpCount++;
      if (Math.abs(curvature) > SMALLEST_RADIUS) this.#wideCount++;
    }
    if (!Number.isNaN(aLat)) this.#likeness.add(aLat, driven);
  }

  /** Bends that no car takes so fast, in most rows. */
  get tooSharp(): Doubt | undefined {
    return this.#tooSharp('is the curvature in 1/km?', '--units curvature=1/km');
  }

  /** The same, where these would be the radii of a road. */
  get radius(): Doubt | undefined {
    const isWide = this.#wideCount > MOST * this.#tooSharpCount;
    return isWide ? this.#tooSharp('is it a radius in m?', 'Curvature is 1/radius, in 1/m') : undefined;
  }

  #tooSharp(question: string, option: string): Doubt | undefined {
    const share = this.#tooSharpCount / this.#count;
    if (this.#count < FEWEST_SAMPLES || share <= MOST) return undefined;
    return {
      text: `expected speed² × curvature, the lateral acceleration, below ${GREATEST_LATERAL} m/s², got more in ${percent(share)} of the rows: ${question}`,
      option,
      impossible: true,
    };
  }

  finding(bendCount: number): Finding {
    const { tooSharp } = this;
    if (tooSharp) return { doubt: tooSharp };
    const { count, correlation, movesAlike, slope, spread } = this.#likeness;
    if (count < FEWEST_SAMPLES) return { lacking: 'no Ay' };
    if (spread === 0) return { lacking: 'Ay is 0 throughout' };
    if (Number.isNaN(correlation)) return { lacking: 'curvature is 0 throughout' };
    const ratio = Math.abs(slope); // Ay counts to the right in many files, and nothing is made of it
    const likeness = Math.abs(correlation);
    if (likeness > CORRELATED && !isWithin(ratio, LATERAL_RATIOS)) {
      const { question, option } = lateralGuess(ratio);
      const text = `speed² × curvature is ${ratio.toPrecision(2)} times the lateral acceleration: ${question}`;
      return { doubt: { text, option, impossible: false } };
    }
    if (!this.isMeasured) return { lacking: 'Ay is made of speed² × curvature' };
    if (likeness > CORRELATED)
      return { agreeing: `Ay against speed² × curvature (correlation ${likeness.toFixed(2)})` };
    if (bendCount >= FEWEST_BENDS && likeness < APART && Math.abs(movesAlike) < APART) {
      const text = `the lateral acceleration hardly goes with speed² × curvature (correlation ${correlation.toFixed(2)} in ${bendCount} bends): is Ay another signal?`;
      return { doubt: { text, option: 'Ay is a check, and nothing is learnt from it', impossible: false } };
    }
    return { lacking: `Ay and speed² × curvature correlate by ${correlation.toFixed(2)} only` };
  }

  /** Whether there is an acceleration that was not made of the other columns. */
  get isMeasured(): boolean {
    const { count, correlation, spread } = this.#likeness;
    return count >= FEWEST_SAMPLES && spread > 0 && !(Math.abs(correlation) > MADE);
  }
}
