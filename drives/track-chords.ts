import type { VehicleSample } from '../core/vehicle-sample.js';
import { frameAt, isNoFix, isOnEarth, toFrame } from '../road/map-frame.js';
import { Likeness } from './likeness.js';
import { LONGEST_STEP } from './row-step.js';

/** m; along so much of the road a receiver's noise of a metre or two neither stretches nor turns a track */
const CHORD = 50;
/** rad; a chord that bends further is shorter than the road */
const NEARLY_STRAIGHT = 0.5;
/** rad; the difference of two directions is not known beyond half a turn */
const SHARPEST = 2;

/** What the positions are. */
export type TrackKind = 'lat and lon' | 'x and y';

type Pair = readonly [first: number, second: number];
type Vector = { x: number; y: number };
/** Where a chord begins: m and rad since rows were left out last, and the integral of the heading over the way, rad m. */
type Mark = { place: Pair; way: number; heading: number; headingWay: number };

/** A track of positions: its length in m, over the chords that are nearly straight, and how it turns. */
export class Track {
  length = 0;
  /** rad from chord to chord to the left: as was driven, and of the track */
  readonly turns = new Likeness();
}

/** The chords of a drive's positions beside what was driven meanwhile, as they are named and the other way round. */
export class TrackChords {
  kind: TrackKind | undefined;
  /** rows with a fix, and those of them whose fix is not on the earth, with the first of these as it is named, deg */
  fixCount = 0;
  offEarthCount = 0;
  offEarth: Pair | undefined;
  /** m, over the chords that are nearly straight */
  driven = 0;
  readonly asNamed = new Track();
  readonly swapped = new Track();
  #row: VehicleSample | undefined;
  #place: Pair | undefined;
  #way = 0;
  #heading = 0;
  #headingWay = 0;
  #begin: Mark | undefined;
  #chord: { heading: number; asNamed: Vector; swapped: Vector } | undefined;

  add(row: VehicleSample): void {
    const dt = row.time - (this.#row?.time ?? NaN);
    if (!(dt <= LONGEST_STEP)) this.end();
    else {
      this.#way += row.vEgo * dt;
      this.#heading += row.curvature * row.vEgo * dt;
      this.#headingWay += this.#heading * row.vEgo * dt;
    }
    this.#row = row;
    const place = this.#placeOf(row);
    if (!place || (place[0] === this.#place?.[0] && place[1] === this.#place[1])) return; // the same fix, held
    this.#place = place;
    if (this.#begin && this.#way - this.#begin.way < CHORD) return;
    if (this.#begin) this.#close(this.#begin, place);
    this.#begin = { place, way: this.#way, heading: this.#heading, headingWay: this.#headingWay };
  }

  /** Where rows are left out, a track ends. */
  end(): void {
    this.#row = this.#place = this.#begin = this.#chord = undefined;
    this.#way = this.#heading = this.#headingWay = 0;
  }

  #placeOf({ latitude, longitude, x, y }: VehicleSample): Pair | undefined {
    if (Number.isFinite(latitude) && Number.isFinite(longitude)) {
      const [first, second] = [latitude!, longitude!];
      if (isNoFix(first, second)) return undefined;
      this.kind = 'lat and lon';
      this.fixCount++;
      if (isOnEarth(first, second)) return [first, second];
      this.offEarthCount++;
      this.offEarth ??= [first, second];
      return undefined;
    }
    if (this.kind === 'lat and lon' || !Number.isFinite(x) || !Number.isFinite(y)) return undefined;
    this.kind = 'x and y';
    return [x!, y!];
  }

  #close({ place: from, ...begin }: Mark, to: Pair): void {
    const way = this.#way - begin.way;
    const heading = (this.#headingWay - begin.headingWay) / way;
    const asNamed = this.#vector(from, to);
    const swapped = this.#vector([from[1], from[0]], [to[1], to[0]]);
    if (Math.abs(this.#heading - begin.heading) < NEARLY_STRAIGHT) {
      this.driven += way;
      this.asNamed.length += Math.hypot(asNamed.x, asNamed.y);
      this.swapped.length += Math.hypot(swapped.x, swapped.y);
    }
    if (this.#chord && Math.abs(heading - this.#chord.heading) < SHARPEST) {
      const turned = heading - this.#chord.heading;
      this.asNamed.turns.add(turned, turnOf(this.#chord.asNamed, asNamed));
      this.swapped.turns.add(turned, turnOf(this.#chord.swapped, swapped));
    }
    this.#chord = { heading, asNamed, swapped };
  }

  /** m to the east and north; of a place that is not on the earth nothing comes. */
  #vector([first, second]: Pair, [nextFirst, nextSecond]: Pair): Vector {
    if (this.kind === 'x and y') return { x: nextFirst - first, y: nextSecond - second };
    if (!isOnEarth(first, second)) return { x: NaN, y: NaN };
    const frame = frameAt(first, second);
    const from = toFrame(frame, { latitude: first, longitude: second });
    const to = toFrame(frame, { latitude: nextFirst, longitude: nextSecond });
    return from && to ? { x: to.x - from.x, y: to.y - from.y } : { x: NaN, y: NaN };
  }
}

/** rad to the left, within half a turn */
const turnOf = (one: Vector, other: Vector): number =>
  Math.atan2(one.x * other.y - one.y * other.x, one.x * other.x + one.y * other.y);
