import { FNV_BASIS, fnvMixed } from '../core/fnv.js';
import type { DriveRecord } from '../core/model-card.js';
import type { Drive } from './drive.js';

/** rows of steering in one mark, and how many different angles they have at least: a straight road marks nothing */
const MARK_ROWS = 16;
const LEAST_ANGLES = 6;
/** marks that are kept of a drive, and how many of them tell it */
const MARKS = 32;
const ENOUGH = 3;
/** Angles count in 1/100 deg; the shift keeps a sensor's 1/10, 1/16 and 1/32 deg off the edges between two of those. */
const STEPS_PER_DEG = 100;
const OFF_EDGE = 0.21;

/** What a trace is made of, and where the drive is known from. */
type Recorded = { sha256: string; trace?: string | undefined };

/**
 * What tells a drive again in another file: of the hashes of all runs of 16 rows of its steering the 32 least, 8 hex digits
 * each. Format, names, units, clock and other columns don't matter, and a part has its share of them; rows of another rate
 * have none. Bottom-k sketches: Broder, On the Resemblance and Containment of Documents, Sequences 1997.
 */
export function traceOf(drive: Pick<Drive, 'rows'>): string {
  const least = [...new Set(marksOf(drive))].sort((a, b) => a - b).slice(0, MARKS);
  return least.map((mark) => mark.toString(16).padStart(8, '0')).join('');
}

/** By what a drive is known again. */
export const recordOf = (drive: Drive): DriveRecord => {
  const { name, sha256, rows } = drive;
  return { name, sha256, rows: rows.length, trace: traceOf(drive) };
};

/** Records by which drives are known again. */
export class KnownDrives<R extends Recorded> {
  readonly #records: R[] = [];
  /** of each mark, whose it is */
  readonly #owners = new Map<number, number[]>();

  add(record: R): void {
    for (const mark of (record.trace ?? '').match(/.{8}/g) ?? []) {
      const key = Number.parseInt(mark, 16);
      const owners = this.#owners.get(key);
      if (owners) owners.push(this.#records.length);
      else this.#owners.set(key, [this.#records.length]);
    }
    this.#records.push(record);
  }

  /** The record that a drive is, or is a part of, or has as a part. */
  find(drive: Drive): R | undefined {
    return this.#records.find(({ sha256 }) => sha256 === drive.sha256) ?? this.#byMarks(drive);
  }

  #byMarks(drive: Drive): R | undefined {
    if (this.#owners.size === 0) return undefined;
    const found = new Set<number>();
    const counts = new Array<number>(this.#records.length).fill(0);
    for (const mark of marksOf(drive)) {
      if (found.has(mark)) continue;
      for (const owner of this.#owners.get(mark) ?? []) {
        found.add(mark);
        if (++counts[owner]! >= ENOUGH) return this.#records[owner];
      }
    }
    return undefined;
  }
}

/** Drive → the record of these by which it is known again. */
export function knownDrives<R extends Recorded>(records: readonly R[]): (drive: Drive) => R | undefined {
  const known = new KnownDrives<R>();
  for (const record of records) known.add(record);
  return (drive) => known.find(drive);
}

/** The hash (FNV-1a, 32 bits) of each run of rows whose steering moves enough. */
function* marksOf({ rows }: Pick<Drive, 'rows'>): Generator<number, void> {
  const angles = rows.map(({ steeringAngleDeg }) => Math.round(steeringAngleDeg * STEPS_PER_DEG + OFF_EDGE));
  for (let end = MARK_ROWS; end <= angles.length; end++) {
    const run = angles.slice(end - MARK_ROWS, end);
    if (new Set(run).size < LEAST_ANGLES || run.some(Number.isNaN)) continue;
    yield run.reduce(fnvMixed, FNV_BASIS) >>> 0;
  }
}
