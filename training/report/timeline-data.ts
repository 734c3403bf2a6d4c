import type { ReportedDrive } from './input.js';
import { extremeRows } from './decimate.js';
import { significant } from './format.js';

/** Rows for all drives of a page; beyond it the peaks are kept and the rest thinned. About 50 bytes a row. */
const PAGE_ROWS = 40_000;
/** From here on times are an epoch's, and are told from a whole second near the drive's start. */
const EPOCH = 1e6;
const SIGNALS = ['actual', 'first', 'last', 'persistence', 'curvature', 'vEgo'] as const;
/** of models with intervals */
const BOUNDS = ['firstLower', 'firstUpper', 'lastLower', 'lastUpper'] as const;
type SignalName = (typeof SIGNALS)[number] | (typeof BOUNDS)[number];
/** What thinning keeps at most: the first row, and for each signal its lowest, its highest and a break. */
const rowsPerBucket = (signals: number) => 1 + 3 * signals;

/** One drive, column by column; every value stands at the time that it is meant for, null where there is none. */
export type TimelineDrive = {
  drive: string;
  /** s, to be added to `time` */
  origin: number;
  thinned: boolean;
  time: number[];
  signals: Record<(typeof SIGNALS)[number], (number | null)[]> & Partial<Record<SignalName, (number | null)[]>>;
};

type Row = Partial<Record<SignalName, number>>;

export function timelineData(drives: readonly ReportedDrive[], dt: number): TimelineDrive[] {
  const scored = drives.filter(({ steps }) => steps.length > 0);
  return scored.map((drive) => timelineDrive(drive, dt, Math.floor(PAGE_ROWS / scored.length)));
}

function timelineDrive({ drive, steps }: ReportedDrive, dt: number, maxRows: number): TimelineDrive {
  const start = steps[0]!.time;
  const origin = start >= EPOCH ? Math.floor(start) : 0;
  const rows = [...rowsByStep(steps, dt)].sort(([a], [b]) => a - b);
  const names: readonly SignalName[] = steps.some(({ interval }) => interval) ? [...SIGNALS, ...BOUNDS] : SIGNALS;
  const columns = names.map((name) =>
    rows.map(([, { [name]: value }]) => (value === undefined ? null : significant(value))),
  );
  const thinned = rows.length > maxRows;
  const kept = thinned
    ? extremeRows(columns, Math.ceil(maxRows / rowsPerBucket(names.length)))
    : rows.map((_, row) => row);
  const signals = names.map((name, s) => [name, kept.map((row) => columns[s]![row] ?? null)]);
  return {
    drive,
    origin,
    thinned,
    time: kept.map((row) => Math.round((start - origin + rows[row]![0] * dt) * 1000) / 1000),
    signals: Object.fromEntries(signals) as TimelineDrive['signals'], // as: one entry for each of the names
  };
}

/** Step number since the drive's first window → its row; after a gap an empty row breaks the lines. */
function rowsByStep(steps: ReportedDrive['steps'], dt: number): Map<number, Row> {
  const rows = new Map<number, Row>();
  const at = (index: number): Row => rows.get(index) ?? rows.set(index, {}).get(index)!;
  for (const { time, vEgo, curvature, actual, predicted, interval, baselines } of steps) {
    const now = Math.round((time - steps[0]!.time) / dt);
    const horizon = actual.length;
    Object.assign(at(now), { vEgo, curvature });
    actual.forEach((angle, k) => (at(now + k + 1).actual = angle));
    Object.assign(at(now + 1), {
      first: predicted[0]!,
      ...(interval && { firstLower: interval.lower[0]!, firstUpper: interval.upper[0]! }),
    });
    Object.assign(at(now + horizon), {
      last: predicted[horizon - 1]!,
      persistence: baselines.persistence[horizon - 1]!,
      ...(interval && { lastLower: interval.lower[horizon - 1]!, lastUpper: interval.upper[horizon - 1]! }),
    });
  }
  for (const index of [...rows.keys()]) if (!rows.has(index + 1)) rows.set(index + 1, {});
  return rows;
}
