import type { VehicleSample } from '../core/vehicle-sample.js';
import { wrapped } from './place.js';

/** m, standard deviation that a position is expected to have */
const POSITION_NOISE = 2;
/** m between the positions that a heading is taken from */
const HEADING_BASE = 10;
/** rad²/s, by which a heading from yaw rates alone gets worse */
const HEADING_DRIFT = 1e-4;
/** m, and share of the way since the last good position, that a position may be off */
const LARGEST_STEP = 15;
const STEP_SHARE = 0.1;
/** m, by which a car that stands may have moved, as its speeds say */
const STANDING = 0.5;
/** So many positions that agree with each other, and not with those before, are believed. */
const CONVINCING = 5;
/** in variances; a heading that is off by more was a wrong one */
const WRONG_HEADING = 25;
/** s without a sample, after which nothing is known any more */
const LONGEST_PAUSE = 1;

type Fix = { x: number; y: number };

/** What a step of the car's motion brought; `fix` only where a new position came that can be believed. */
export type Motion = {
  /** m driven since the sample before, and rad turned to the left */
  distance: number;
  turn: number;
  fix?: Fix | undefined;
  /** a position came that the car could not have reached */
  isJump: boolean;
  /** the car is somewhere else than believed: a pause, or jumps that agreed with each other */
  isRestart: boolean;
};

/**
 * The car's motion by odometry, its heading from both odometry and positions, and a judgement of each position:
 * whether it is one at all (a receiver may say the same place again) and whether the car can have come there.
 */
export class CarMotion {
  /** rad, counter-clockwise from x; NaN while it is not known */
  heading = NaN;
  /** rad² */
  headingVariance = Infinity;
  /** s since the last position that was taken */
  sinceFix = Infinity;
  #time = NaN;
  #vEgo = NaN;
  #yawRate = 0;
  /** the way driven since the anchor, in a frame that the car's yaw rate keeps, and the turn in all */
  #way = { x: 0, y: 0, turn: 0 };
  #anchor: (Fix & { way: { x: number; y: number; turn: number } }) | undefined;
  #fix: (Fix & { wayX: number; wayY: number }) | undefined;
  #sinceFixDistance = 0;
  #rejected: { fix: Fix; count: number; distance: number } | undefined;
  #shown: Fix | undefined;

  push(sample: VehicleSample, given: Fix | undefined): Motion {
    const dt = sample.time - this.#time;
    const isPause = !(dt > 0 && dt <= LONGEST_PAUSE);
    const isRestart = isPause && !Number.isNaN(this.#time);
    if (isPause) this.#forget();
    const before = this.#vEgo;
    this.#read(sample);
    this.#time = sample.time;
    const distance = isPause ? 0 : (dt * (this.#vEgo + (Number.isNaN(before) ? this.#vEgo : before))) / 2 || 0;
    const turn = isPause ? 0 : dt * this.#yawRate;
    this.#drive(distance, turn, isPause ? 0 : dt);
    const fix = given && this.#isNew(given) ? given : undefined;
    if (!fix) return { distance, turn, isJump: false, isRestart };
    const { isJump, isMoved } = this.#judge(fix);
    if (isJump) return { distance, turn, isJump, isRestart };
    if (isMoved) this.#loseHeading();
    const now = this.#atPresent(fix, sample.positionAge ?? 0);
    this.#take(now);
    return { distance, turn, fix: now, isJump: false, isRestart: isRestart || isMoved };
  }

  get vEgo(): number {
    return this.#vEgo;
  }

  #read({ vEgo, yawRate, curvature }: VehicleSample): void {
    if (Number.isFinite(vEgo)) this.#vEgo = vEgo;
    const rate = yawRate ?? curvature * this.#vEgo;
    if (Number.isFinite(rate)) this.#yawRate = rate;
  }

  #drive(distance: number, turn: number, dt: number): void {
    const course = this.#way.turn + turn / 2;
    this.#way.x += distance * Math.cos(course);
    this.#way.y += distance * Math.sin(course);
    this.#way.turn += turn;
    this.heading += turn;
    this.headingVariance += HEADING_DRIFT * dt;
    this.sinceFix += dt;
    this.#sinceFixDistance += Math.abs(distance);
    if (this.#rejected) this.#rejected.distance += Math.abs(distance);
  }

  /** The same place once more is the old position, which is still the car's where it has stood since. */
  #isNew(fix: Fix): boolean {
    const isSame = this.#shown?.x === fix.x && this.#shown.y === fix.y;
    if (isSame && this.#sinceFixDistance <= STANDING) this.sinceFix = 0;
    if (isSame) return false;
    this.#shown = fix;
    return true;
  }

  #judge(fix: Fix): { isJump: boolean; isMoved: boolean } {
    const limit = (distance: number) => LARGEST_STEP + (1 + STEP_SHARE) * distance;
    const isNear = (from: Fix, distance: number) => Math.hypot(fix.x - from.x, fix.y - from.y) <= limit(distance);
    if (!this.#fix || this.#isReachable(fix)) {
      this.#rejected = undefined;
      return { isJump: false, isMoved: false };
    }
    const agrees = this.#rejected && isNear(this.#rejected.fix, this.#rejected.distance);
    const count = agrees ? this.#rejected!.count + 1 : 1;
    this.#rejected = count < CONVINCING ? { fix, count, distance: 0 } : undefined;
    return { isJump: count < CONVINCING, isMoved: count >= CONVINCING };
  }

  /** By the distance driven, and by the place that odometry says where the heading is known. */
  #isReachable(fix: Fix): boolean {
    const last = this.#fix!;
    const allowed = LARGEST_STEP + STEP_SHARE * this.#sinceFixDistance;
    const [dx, dy] = [fix.x - last.x, fix.y - last.y];
    if (!(this.headingVariance < 0.1)) return Math.hypot(dx, dy) <= allowed + this.#sinceFixDistance;
    const [wx, wy] = this.#turned(this.#way.x - last.wayX, this.#way.y - last.wayY);
    return Math.hypot(dx - wx, dy - wy) <= allowed;
  }

  /** A way in odometry's frame, in the map's. */
  #turned(x: number, y: number): [number, number] {
    const angle = this.heading - this.#way.turn;
    return [Math.cos(angle) * x - Math.sin(angle) * y, Math.sin(angle) * x + Math.cos(angle) * y];
  }

  /** Where a position that is `age` (s) old has come to. */
  #atPresent(fix: Fix, age: number): Fix {
    if (!(age > 0) || Number.isNaN(this.heading)) return fix;
    const course = this.heading - (this.#yawRate * age) / 2;
    const distance = this.#vEgo * age;
    return { x: fix.x + distance * Math.cos(course), y: fix.y + distance * Math.sin(course) };
  }

  #take(fix: Fix): void {
    this.sinceFix = 0;
    this.#sinceFixDistance = 0;
    this.#fix = { ...fix, wayX: this.#way.x, wayY: this.#way.y };
    const anchor = this.#anchor;
    if (!anchor) {
      this.#anchor = { ...fix, way: { ...this.#way } };
      return;
    }
    const [wx, wy] = [this.#way.x - anchor.way.x, this.#way.y - anchor.way.y];
    const base = Math.hypot(wx, wy);
    if (base < HEADING_BASE) return;
    const course = Math.atan2(fix.y - anchor.y, fix.x - anchor.x) - Math.atan2(wy, wx) + this.#way.turn;
    const noise = (2 * POSITION_NOISE ** 2) / base ** 2;
    const off = wrapped(course - this.heading);
    if (off ** 2 <= WRONG_HEADING * (this.headingVariance + noise)) {
      const gain = this.headingVariance / (this.headingVariance + noise);
      this.heading += gain * off;
      this.headingVariance *= 1 - gain;
    } else {
      // not known yet, or from positions that were moved: a mean with it would be wrong for a hundred metres
      this.heading = course;
      this.headingVariance = noise;
    }
    this.#anchor = { ...fix, way: { ...this.#way } };
  }

  #loseHeading(): void {
    this.heading = NaN;
    this.headingVariance = Infinity;
    this.#anchor = undefined;
  }

  #forget(): void {
    this.#loseHeading();
    this.sinceFix = Infinity;
    this.#vEgo = NaN;
    this.#fix = this.#rejected = this.#shown = undefined;
  }
}
