import { counted } from '../core/counted.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { Bends, ROAD_BENDS } from './bends.js';
import { doubtIn, type Doubt, type Finding } from './doubt.js';
import { CORRELATED, Likeness, OPPOSED } from './likeness.js';
import { LONGEST_STEP } from './row-step.js';
import { StuckSignal } from './stuck-signal.js';
import { TrackCheck } from './track-check.js';
import { gainGuess, isWithin, lateralGuess } from './unit-guess.js';

/** m/s; slower cars may be reversing, which turns the sign of a curvature from the yaw rate */
const SLOW = 5;
/** Fewer samples say nothing. */
const FEWEST_SAMPLES = 50;
/**
 * deg·m of steering wheel for a curvature of one: wheelbase × steering ratio × 180/π is 1,500 to 4,000 for road
 * vehicles, and understeer may double it. Outside of the first something may be wrong, outside of the second it is.
 */
const GAINS = [300, 30_000] as const;
const POSSIBLE_GAINS = [100, 100_000] as const;
/** m/s; whoever drives faster than this on a road has logged km/h */
const FASTEST = 80;
/** m/s², twice what tyres hold on a road */
const GREATEST_LATERAL = 20;
/** What most rows do is the unit's doing; a few are noise. */
const MOST = 0.5;
/** deg, more than a yaw rate of coarse steps hides */
const WHEEL_MOVES = 3;
/** speed² × curvature over the lateral acceleration: 1 but for banks, roll and noise */
const LATERAL_RATIOS = [0.3, 3.3] as const;
/** A lateral acceleration that correlates like that was not measured. */
const MADE = 0.99999;
/** Signals that go together less than that, in so many bends, are not of one drive. */
const APART = 0.5;
const FEWEST_BENDS = 3;
/** of the bends; no car turns the other way than its wheel in more of them */
const MOST_BENDS = 0.9;

/** What is doubtful in a drive, what goes together in it as it should, and what it is too short or too straight to tell. */
export type Judgement = { doubts: Doubt[]; agreeing: string[]; unchecked: string[] };

export function judge(rows: Iterable<VehicleSample>): Judgement {
  const check = new SignalCheck();
  for (const row of rows) check.add(row);
  return check.judgement;
}

export const doubtsOf = (rows: Iterable<VehicleSample>): Doubt[] => judge(rows).doubts;

/** Notices signals with a wrong sign or unit: steering to the left has to bend the path to the left, by so much. */
export class SignalCheck {
  #rowCount = 0;
  #longStepCount = 0;
  #last = NaN;
  /** of rows that are valid and not slow */
  #count = 0;
  #fastest = 0;
  #fastCount = 0;
  #lateralCount = 0;
  readonly #steering = new Likeness();
  readonly #lateral = new Likeness();
  readonly #bends = new Bends();
  readonly #track = new TrackCheck();
  readonly #stuckSteering = new StuckSignal(ROAD_BENDS);
  readonly #stuckCurvature = new StuckSignal(WHEEL_MOVES);

  add(row: VehicleSample): void {
    const { time, valid, vEgo, steeringAngleDeg, curvature, aLat = NaN } = row;
    this.#rowCount++;
    if (time - this.#last > LONGEST_STEP) this.#longStepCount++;
    this.#last = time;
    if (!valid || !(vEgo > SLOW)) {
      this.#bends.end();
      this.#track.end();
      return;
    }
    const driven = vEgo ** 2 * curvature;
    this.#count++;
    this.#fastest = Math.max(this.#fastest, vEgo);
    if (vEgo > FASTEST) this.#fastCount++;
    if (Math.abs(driven) > GREATEST_LATERAL) this.#lateralCount++;
    this.#steering.add(curvature, steeringAngleDeg);
    this.#stuckSteering.add(steeringAngleDeg, curvature);
    this.#stuckCurvature.add(curvature, steeringAngleDeg);
    if (!Number.isNaN(aLat)) this.#lateral.add(aLat, driven);
    this.#bends.add(row);
    this.#track.add(row);
  }

  get judgement(): Judgement {
    const speed = this.#speedDoubt();
    const tooSharp = this.#tooSharpDoubt();
    const stuck = tooSharp ? undefined : this.#stuckDoubt();
    const steering: Finding = stuck ? { doubt: stuck } : this.#steeringFinding();
    const explains = (one: Doubt | undefined) => one?.impossible === true && !this.#isOpposed;
    const isExplained = speed?.impossible === true || explains(doubtIn(steering));
    const lateral = isExplained ? undefined : tooSharp ? { doubt: tooSharp } : this.#lateralFinding();
    const wrong = [speed, doubtIn(steering), lateral && doubtIn(lateral)].filter((one) => one !== undefined);
    const positions = this.#track.finding;
    const track = wrong.length > 0 && doubtIn(positions) ? undefined : positions;
    const findings = [steering, lateral, track].filter((one) => one !== undefined);
    const astray = track && doubtIn(track);
    const doubts = astray ? [...wrong, astray] : wrong;
    if (this.#longStepCount > MOST * (this.#rowCount - 1))
      return { doubts, agreeing: [], unchecked: ['signs and units (the times come first)'] };
    return {
      doubts,
      agreeing: findings.flatMap((one) => ('agreeing' in one ? [one.agreeing] : [])),
      unchecked: this.#count < FEWEST_SAMPLES ? [this.#tooFew] : this.#unchecked({ speed, steering, lateral, track }),
    };
  }

  get #tooFew(): string {
    return `signs and units (${counted(this.#count, 'valid row')} faster than ${SLOW} m/s, ${FEWEST_SAMPLES} wanted)`;
  }

  /** What nothing in the drive could show, each with what was lacking. */
  #unchecked({ speed, steering, lateral, track }: Findings): string[] {
    const unchecked: string[] = [];
    if ('lacking' in steering) unchecked.push(`sign and unit of steering (${steering.lacking})`);
    if (!lateral || !track) return unchecked; // there are doubts, which come first
    const ofAy = 'lacking' in lateral ? lateral.lacking : undefined;
    const ofTrack = 'lacking' in track ? track.lacking : undefined;
    if (ofAy !== undefined && ofTrack !== undefined && !speed) unchecked.push(`unit of speed (${ofAy}, ${ofTrack})`);
    else if (ofAy !== undefined && this.#isMeasured) unchecked.push(`unit of Ay (${ofAy})`);
    if (this.#track.side === 0 && !this.#isOpposed && !('doubt' in track))
      unchecked.push(`which way is left (${ofTrack ?? 'the positions hardly turn'})`);
    return unchecked;
  }

  #speedDoubt(): Doubt | undefined {
    if (!(this.#fastest > FASTEST)) return undefined;
    const option = '--units velocity=km/h';
    const share = this.#fastCount / this.#count;
    const fastest = this.#fastest.toFixed(0);
    if (this.#count < FEWEST_SAMPLES || share <= MOST)
      return { text: `the speed goes up to ${fastest} m/s: is it in km/h?`, option, impossible: false };
    return {
      text: `expected speeds below ${FASTEST} m/s, got more in ${percent(share)} of the rows, up to ${fastest}: are they in km/h?`,
      option,
      impossible: true,
    };
  }

  /** Whether one of them stands still while the other moves. */
  #stuckDoubt(): Doubt | undefined {
    if (this.#count < FEWEST_SAMPLES) return undefined;
    const steering = this.#stuckSteering.found;
    if (steering && steering.share > MOST) {
      const { share, value, from, to } = steering;
      return {
        text: `expected steering that moves where the road bends, got ${value} deg in ${percent(share)} of the rows while the curvature went from ${digits(from)} to ${digits(to)} 1/m: did its sensor hang, or is it another column?`,
        option: 'Valid 0 leaves rows out',
        impossible: true,
      };
    }
    const curvature = this.#stuckCurvature.found;
    if (curvature && curvature.share > MOST) {
      const { share, value, from, to } = curvature;
      return {
        text: `expected curvature where the car is steered, got ${digits(value)} 1/m in ${percent(share)} of the rows while the steering went from ${digits(from)} to ${digits(to)} deg: was it not recorded?`,
        option: 'Curvature is yaw rate in rad/s over speed in m/s',
        impossible: true,
      };
    }
    return undefined;
  }

  get #isOpposed(): boolean {
    const { correlation, movesAlike, spread } = this.#steering;
    // on a straight road a sensor's zero alone may have the other sign than the mean bend
    return correlation < OPPOSED && (movesAlike < OPPOSED || spread > ROAD_BENDS);
  }

  /** Whether steering and curvature go together. */
  #steeringFinding(): Finding {
    if (this.#count < FEWEST_SAMPLES) return { lacking: 'too few rows' };
    const { correlation, movesAlike, slope: gain } = this.#steering;
    const bends = this.#bends.count;
    if (this.#isOpposed) return { doubt: this.#signDoubt() };
    const isAlike = correlation > CORRELATED;
    if (isAlike && !isWithin(gain, GAINS)) {
      const text = `expected 1500 to 8000 deg of steering wheel for a curvature of 1/m, got ${digits(gain)}`;
      const { question, option } = gainGuess(gain);
      return { doubt: { text: `${text}: ${question}`, option, impossible: !isWithin(gain, POSSIBLE_GAINS) } };
    }
    const by = bends > 0 ? counted(bends, 'bend') : `correlation ${correlation.toFixed(2)}`;
    // without a bend, and where they do not move together, both may be no more than the zeros of their sensors
    if (isAlike && (bends > 0 || movesAlike > CORRELATED)) return { agreeing: `steering against curvature (${by})` };
    if (bends >= FEWEST_BENDS && correlation < APART && movesAlike < APART) {
      const text = `steering and curvature hardly go together (correlation ${correlation.toFixed(2)} in ${bends} bends): is one of them another signal, or late?`;
      return { doubt: { text, option: 'look at both columns', impossible: false } };
    }
    if (bends === 0) return { lacking: 'the road hardly bends' };
    return { lacking: `correlation with the curvature ${correlation.toFixed(2)} in ${counted(bends, 'bend')}` };
  }

  /** Which of the two counts to the right the positions know. */
  #signDoubt(): Doubt {
    const { against, count } = this.#bends;
    const { side } = this.#track;
    const correlation = `correlation ${this.#steering.correlation.toFixed(2)}`;
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

  /** How fast such bends are taken. */
  #tooSharpDoubt(): Doubt | undefined {
    const share = this.#lateralCount / this.#count;
    if (this.#count < FEWEST_SAMPLES || share <= MOST) return undefined;
    return {
      text: `expected speed² × curvature, the lateral acceleration, below ${GREATEST_LATERAL} m/s², got more in ${percent(share)} of the rows: is the curvature in 1/km?`,
      option: '--units curvature=1/km',
      impossible: true,
    };
  }

  /** Whether that is the lateral acceleration that was recorded. */
  #lateralFinding(): Finding {
    const { count, correlation, movesAlike, slope, spread } = this.#lateral;
    if (count < FEWEST_SAMPLES) return { lacking: 'no Ay' };
    if (spread === 0) return { lacking: 'Ay is 0 throughout' };
    const ratio = Math.abs(slope); // Ay counts to the right in many files, and nothing is made of it
    const likeness = Math.abs(correlation);
    if (likeness > CORRELATED && !isWithin(ratio, LATERAL_RATIOS)) {
      const { question, option } = lateralGuess(ratio);
      const text = `speed² × curvature is ${ratio.toPrecision(2)} times the lateral acceleration: ${question}`;
      return { doubt: { text, option, impossible: false } };
    }
    if (!this.#isMeasured) return { lacking: 'Ay is made of speed² × curvature' };
    if (likeness > CORRELATED)
      return { agreeing: `Ay against speed² × curvature (correlation ${likeness.toFixed(2)})` };
    if (this.#bends.count >= FEWEST_BENDS && likeness < APART && Math.abs(movesAlike) < APART) {
      const text = `the lateral acceleration hardly goes with speed² × curvature (correlation ${correlation.toFixed(2)} in ${this.#bends.count} bends): is Ay another signal?`;
      return { doubt: { text, option: 'Ay is a check, and nothing is learnt from it', impossible: false } };
    }
    return { lacking: `Ay and speed² × curvature correlate by ${correlation.toFixed(2)} only` };
  }

  get #isMeasured(): boolean {
    const { count, correlation, spread } = this.#lateral;
    return count >= FEWEST_SAMPLES && spread > 0 && !(Math.abs(correlation) > MADE);
  }
}

type Findings = {
  speed: Doubt | undefined;
  steering: Finding;
  lateral: Finding | undefined;
  track: Finding | undefined;
};

const digits = (value: number) => String(Number(value.toPrecision(2)));
const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
