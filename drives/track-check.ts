import type { VehicleSample } from '../core/vehicle-sample.js';
import { isOnEarth } from '../road/map-frame.js';
import type { Doubt, Finding } from './doubt.js';
import { CORRELATED, OPPOSED } from './likeness.js';
import { TrackChords, type Track, type TrackKind } from './track-chords.js';
import { isWithin, wayGuess } from './unit-guess.js';

/** m; a shorter way says little of a length */
const SHORTEST_WAY = 250;
/** of a track over what was driven: wheels that are worn or a tyre's slip are a few percent */
const LENGTHS = [0.9, 1.1] as const;
/** rad from chord to chord, root mean square, and how many of them; below that a receiver's noise turns a track too */
const TURNS = 0.04;
const FEWEST_TURNS = 5;
/** of the fixes; fewer that are not on the earth are what a receiver writes that has none */
const MOST = 0.5;

/** Whether the positions move as fast as the car, and turn as it does. */
export class TrackCheck {
  readonly #chords = new TrackChords();

  add(row: VehicleSample): void {
    this.#chords.add(row);
  }

  /** Where rows are left out, a track ends. */
  end(): void {
    this.#chords.end();
  }

  /** 1: the track turns as the curvature says; -1: the other way, and swapped it fits no better; 0: nothing can be said. */
  get side(): number {
    const { asNamed, swapped } = this.#chords;
    if (!this.#hasLengthOf(asNamed)) return 0;
    const side = sideOf(asNamed);
    return side < 0 && this.#fits(swapped) ? 0 : side;
  }

  get finding(): Finding {
    const { kind, driven } = this.#chords;
    if (kind === undefined) return { lacking: 'no positions' };
    const offEarth = this.#offEarthDoubt;
    if (offEarth) return { doubt: offEarth };
    if (driven < SHORTEST_WAY) return { lacking: `positions over ${driven.toFixed(0)} m of road only` };
    const doubt = this.#doubt(kind);
    if (doubt) return { doubt };
    const what = this.side > 0 ? 'speed and curvature' : 'speed';
    return { agreeing: `positions against ${what} (${(driven / 1000).toFixed(1)} km)` };
  }

  get #offEarthDoubt(): Doubt | undefined {
    const { offEarth, offEarthCount, fixCount } = this.#chords;
    if (!offEarth || offEarthCount <= MOST * fixCount) return undefined;
    const [latitude, longitude] = offEarth;
    const text = `expected a latitude of ±90 and a longitude of ±180 deg, got ${latitude} and ${longitude}`;
    if (isOnEarth(longitude, latitude)) return swap(text);
    return { text, option: 'lat and lon are WGS 84 in deg', impossible: false };
  }

  #doubt(kind: TrackKind): Doubt | undefined {
    const { driven, asNamed, swapped } = this.#chords;
    const isLong = this.#hasLengthOf(asNamed);
    const turnsAgainst = sideOf(asNamed) < 0;
    if (isLong && !turnsAgainst) return undefined;
    const length = asNamed.length / driven;
    const track = `the positions' track is ${length.toFixed(2)} times as long as the way by the speed`;
    const turning = turnsAgainst ? ' and turns against the curvature' : '';
    const isSwapped = this.#fits(swapped);
    if (isSwapped && !isLong) return swap(track + turning);
    if (!isLong) {
      const { question, option } = wayGuess(1 / length);
      return { text: `${track}: ${question}`, option, impossible: false };
    }
    const text = "the positions' track turns against the curvature: do curvature and steering count up to the right";
    const option = '--right-positive steering,curvature';
    return { text: `${text}${isSwapped ? `, or are ${kind} swapped` : ''}?`, option, impossible: false };
  }

  #fits(track: Track): boolean {
    return this.#hasLengthOf(track) && sideOf(track) >= 0;
  }

  #hasLengthOf({ length }: Track): boolean {
    return isWithin(length / this.#chords.driven, LENGTHS);
  }
}

function sideOf({ turns }: Track): number {
  if (turns.count < FEWEST_TURNS || turns.spread < TURNS) return 0;
  if (turns.correlation > CORRELATED) return 1;
  return turns.correlation < OPPOSED ? -1 : 0;
}

/** Of lat and lon: x and y are as long the other way round. */
const swap = (text: string): Doubt => ({
  text: `${text}: are lat and lon swapped?`,
  option: '--columns lat=…,lon=… the other way round',
  impossible: false,
});
