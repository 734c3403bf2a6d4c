import type { VehicleSample } from '../core/vehicle-sample.js';
import { Likeness } from './likeness.js';
import { StuckSignal } from './stuck-signal.js';

/** m/s; slower cars may be reversing, which turns the sign of a curvature from the yaw rate */
const SLOW = 5;
/** Steering and curvature of a car that is driven correlate by 0.8 and more; the other way round a sign is wrong. */
const CORRELATED = 0.8;
const OPPOSED = -0.5;
/** Fewer samples say nothing. */
const FEWEST_SAMPLES = 50;
/**
 * deg·m of steering wheel for a curvature of one: wheelbase × steering ratio × 180/π is 1,500 to 4,000 for road
 * vehicles, and understeer may double it. Outside of the first something may be wrong, outside of the second it is.
 */
const GAINS = [300, 30_000] as const;
const POSSIBLE_GAINS = [100, 100_000] as const;
/** What is usual, and a quarter more on either side: a unit is guessed where it brings the gain back here. */
const USUAL_GAINS = [1200, 10_000] as const;
/** of the steering wheel's angle to that of the road wheels: 12 to 20 */
const USUAL_RATIO = 16;
/** m/s; whoever drives faster than this on a road has logged km/h */
const FASTEST = 80;
/** m/s², twice what tyres hold on a road */
const GREATEST_LATERAL = 20;
/** What most rows do is the unit's doing; a few are noise. */
const MOST = 0.5;
/** 1/m, 1.5 deg of the wheel or more; deg, more than a yaw rate of coarse steps hides */
const ROAD_BENDS = 0.001;
const WHEEL_MOVES = 3;
/** speed² × curvature over the lateral acceleration: 1 but for banks, roll and noise */
const LATERAL_RATIOS = [0.3, 3.3] as const;
const SAME_RATIO = 1.15;

/** Something that looks wrong in a drive's signals. */
export type Doubt = {
  text: string;
  /** what sets it right on the command line, where the drive is a file */
  option: string;
  /** no road vehicle does that, so nothing is to be learnt from it */
  impossible: boolean;
};

export function doubtsOf(rows: Iterable<VehicleSample>): Doubt[] {
  const check = new SignalCheck();
  for (const row of rows) check.add(row);
  return check.doubts;
}

/** Notices signals with a wrong sign or unit: steering to the left has to bend the path to the left, by so much. */
export class SignalCheck {
  #count = 0;
  #fastest = 0;
  #fastCount = 0;
  #lateralCount = 0;
  readonly #steering = new Likeness();
  readonly #lateral = new Likeness();
  readonly #stuckSteering = new StuckSignal(ROAD_BENDS);
  readonly #stuckCurvature = new StuckSignal(WHEEL_MOVES);

  add({ valid, vEgo, steeringAngleDeg, curvature, aLat }: VehicleSample): void {
    if (!valid || !(vEgo > SLOW)) return;
    const driven = vEgo ** 2 * curvature;
    this.#count++;
    this.#fastest = Math.max(this.#fastest, vEgo);
    if (vEgo > FASTEST) this.#fastCount++;
    if (Math.abs(driven) > GREATEST_LATERAL) this.#lateralCount++;
    this.#steering.add(curvature, steeringAngleDeg);
    this.#stuckSteering.add(steeringAngleDeg, curvature);
    this.#stuckCurvature.add(curvature, steeringAngleDeg);
    if (aLat !== undefined) this.#lateral.add(aLat, driven);
  }

  get doubts(): Doubt[] {
    const speed = this.#speedDoubt();
    const tooSharp = this.#lateralDoubt();
    const steering = (tooSharp ? undefined : this.#stuckDoubt()) ?? this.#steeringDoubt();
    const isExplained = speed?.impossible === true || steering?.impossible === true;
    const lateral = isExplained ? undefined : (tooSharp ?? this.#recordedLateralDoubt());
    return [speed, steering, lateral].filter((one) => one !== undefined);
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

  /** Whether steering and curvature go together. */
  #steeringDoubt(): Doubt | undefined {
    if (this.#count < FEWEST_SAMPLES) return undefined;
    const { correlation, movesAlike, spread, slope: gain } = this.#steering;
    // on a straight road a sensor's zero alone may have the other sign than the mean bend
    if (correlation < OPPOSED && (movesAlike < OPPOSED || spread > ROAD_BENDS)) {
      const text =
        `steering and curvature run against each other (correlation ${correlation.toFixed(2)}): does one of them ` +
        'count up to the right?';
      return { text, option: '--right-positive steering, or curvature', impossible: false };
    }
    if (correlation > CORRELATED && !isWithin(gain, GAINS)) {
      const text = `expected 1500 to 8000 deg of steering wheel for a curvature of 1/m, got ${digits(gain)}`;
      const { question, option } = gainGuess(gain);
      return { text: `${text}: ${question}`, option, impossible: !isWithin(gain, POSSIBLE_GAINS) };
    }
    return undefined;
  }

  /** How fast such bends are taken. */
  #lateralDoubt(): Doubt | undefined {
    const share = this.#lateralCount / this.#count;
    if (this.#count < FEWEST_SAMPLES || share <= MOST) return undefined;
    return {
      text: `expected speed² × curvature, the lateral acceleration, below ${GREATEST_LATERAL} m/s², got more in ${percent(share)} of the rows: is the curvature in 1/km?`,
      option: '--units curvature=1/km',
      impossible: true,
    };
  }

  /** Whether that is the lateral acceleration that was recorded. */
  #recordedLateralDoubt(): Doubt | undefined {
    const { count, correlation, slope } = this.#lateral;
    const ratio = Math.abs(slope); // Ay counts to the right in many files, and nothing is made of it
    if (count < FEWEST_SAMPLES || !(Math.abs(correlation) > CORRELATED) || isWithin(ratio, LATERAL_RATIOS))
      return undefined;
    const { question, option } = lateralGuess(ratio);
    const text = `speed² × curvature is ${ratio.toPrecision(2)} times the lateral acceleration: ${question}`;
    return { text, option, impossible: false };
  }
}

type Guess = { question: string; option: string };
const UNKNOWN: Guess = { question: 'is a unit wrong?', option: '--units' };

/** What brings a gain back to what is usual: a factor of 57 (rad; deg/s under a curvature), of 1000 (1/km), or both. */
function gainGuess(gain: number): Guess {
  const isUsualTimes = (factor: number) => isWithin(gain * factor, USUAL_GAINS);
  const roadWheels = isUsualTimes(USUAL_RATIO);
  if (isUsualTimes(180 / Math.PI))
    return {
      question: `is the steering in rad, ${roadWheels ? 'or of the road wheels, ' : ''}or the yaw rate in deg/s?`,
      option: '--units steering=rad',
    };
  if (roadWheels)
    return {
      question: 'is it the angle of the road wheels?',
      option: 'Steering_Angle is that of the steering wheel',
    };
  if (isUsualTimes(1000)) return { question: 'is the curvature in 1/km?', option: '--units curvature=1/km' };
  if (isUsualTimes((1000 * 180) / Math.PI))
    return {
      question: 'is the steering in rad and the curvature in 1/km?',
      option: '--units steering=rad,curvature=1/km',
    };
  return UNKNOWN;
}

function lateralGuess(ratio: number): Guess {
  const guesses: [factor: number, guess: Guess][] = [
    [3.6 ** 2, { question: 'is the speed in km/h?', option: '--units velocity=km/h' }],
    [9.80665, { question: 'is the lateral acceleration in g?', option: '--units ay=g' }],
    [0.44704 ** -2, { question: 'is the speed in mph?', option: '--units velocity=mph' }],
    [1000, { question: 'is the curvature in 1/km?', option: '--units curvature=1/km' }],
  ];
  const isNear = (factor: number) => isWithin(ratio / factor, [1 / SAME_RATIO, SAME_RATIO]);
  return guesses.find(([factor]) => isNear(factor))?.[1] ?? UNKNOWN;
}

const isWithin = (value: number, [from, to]: readonly [number, number]) => value > from && value < to;
const digits = (value: number) => String(Number(value.toPrecision(2)));
const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
