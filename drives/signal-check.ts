import { counted } from '../core/counted.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { Bends } from './bends.js';
import { FEWEST_SAMPLES, MOST, type Doubt, type Finding } from './doubt.js';
import { LateralCheck } from './lateral-check.js';
import { LONGEST_STEP } from './row-step.js';
import { SpeedCheck } from './speed-check.js';
import { SteeringCheck } from './steering-check.js';
import { StuckCheck } from './stuck-check.js';
import { TrackCheck } from './track-check.js';

/** m/s; slower cars may be reversing, which turns the sign of a curvature from the yaw rate */
const SLOW = 5;

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
  readonly #bends = new Bends();
  readonly #speed = new SpeedCheck();
  readonly #stuck = new StuckCheck();
  readonly #steering = new SteeringCheck();
  readonly #lateral = new LateralCheck();
  readonly #track = new TrackCheck();

  add(row: VehicleSample): void {
    this.#rowCount++;
    if (row.time - this.#last > LONGEST_STEP) this.#longStepCount++;
    this.#last = row.time;
    if (!row.valid || !(row.vEgo > SLOW)) {
      this.#bends.end();
      this.#track.end();
      return;
    }
    this.#count++;
    this.#bends.add(row);
    this.#speed.add(row);
    this.#stuck.add(row);
    this.#steering.add(row);
    this.#lateral.add(row);
    this.#track.add(row);
  }

  /** Where one fault explains several findings, the first alone is told. */
  get judgement(): Judgement {
    const speed = this.#speed.doubt;
    const radius = this.#steering.isTied ? undefined : this.#lateral.radius; // the wheel follows no radius
    const stuck = this.#lateral.tooSharp ? undefined : this.#stuck.doubt; // by such a curvature every road bends
    const first = radius ?? stuck;
    const steering: Finding = first ? { doubt: first } : this.#steering.finding(this.#bends, this.#track.side);
    // the lateral acceleration is judged by its size, which a wrong sign leaves as it is
    const isExplained =
      speed?.impossible === true ||
      radius !== undefined ||
      (steering.doubt?.impossible === true && !this.#steering.isOpposed);
    const lateral = isExplained ? undefined : this.#lateral.finding(this.#bends.count);
    const isWrong = [speed, steering.doubt, lateral?.doubt].some((doubt) => doubt !== undefined);
    const positions = this.#track.finding;
    const track = isWrong && positions.doubt ? undefined : positions;
    const findings = [steering, lateral, track];
    const doubts = [speed, ...findings.map((finding) => finding?.doubt)].filter((doubt) => doubt !== undefined);
    if (this.#longStepCount > MOST * (this.#rowCount - 1))
      return { doubts, agreeing: [], unchecked: ['signs and units (the times come first)'] };
    return {
      doubts,
      agreeing: findings.map((finding) => finding?.agreeing).filter((agreeing) => agreeing !== undefined),
      unchecked: this.#count < FEWEST_SAMPLES ? [this.#tooFew] : this.#unchecked({ speed, steering, lateral, track }),
    };
  }

  get #tooFew(): string {
    return `signs and units (${counted(this.#count, 'valid row')} faster than ${SLOW} m/s, ${FEWEST_SAMPLES} wanted)`;
  }

  /** What nothing in the drive could show, each with what was lacking. */
  #unchecked({ speed, steering, lateral, track }: Findings): string[] {
    const unchecked: string[] = [];
    if (steering.lacking !== undefined) unchecked.push(`sign and unit of steering (${steering.lacking})`);
    if (!lateral || !track) return unchecked; // there are doubts, which come first
    if (lateral.lacking !== undefined) {
      if (track.lacking !== undefined && !speed) unchecked.push(`unit of speed (${lateral.lacking}, ${track.lacking})`);
      else if (this.#lateral.isMeasured) unchecked.push(`unit of Ay (${lateral.lacking})`);
    }
    if (this.#track.side === 0 && !this.#steering.isOpposed && !track.doubt)
      unchecked.push(`which way is left (${track.lacking ?? 'the positions hardly turn'})`);
    return unchecked;
  }
}

type Findings = {
  speed: Doubt | undefined;
  steering: Finding;
  lateral: Finding | undefined;
  track: Finding | undefined;
};
