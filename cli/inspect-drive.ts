import type { VehicleSample } from '../core/vehicle-sample.js';
import { COLUMNS } from '../drives/columns.js';
import type { Drive } from '../drives/drive.js';
import { readDrive } from '../drives/read-drive.js';
import { medianRowStep, slowRowsDoubt } from '../drives/row-step.js';
import { judge } from '../drives/signal-check.js';
import { counted } from '../core/counted.js';
import { DEFAULT_DT, remarkOf, remarksOn, type FileOptions } from './drive-options.js';
import type { Inspection } from './inspection.js';
import { judgedLines } from './judged-lines.js';
import { textTable } from './text-table.js';

/** Rows further apart than this many steps have a gap between them. */
const GAP_STEPS = 1.5;

/** The columns as an engineer knows them, in SI and left positive once they are read. */
const SIGNALS = [
  ['curvature', COLUMNS.curvature.title, '1/m', 'of the path, left positive'],
  ['vEgo', COLUMNS.velocity.title, 'm/s', 'speed'],
  ['steeringAngleDeg', COLUMNS.steering.title, 'deg', 'of the steering wheel, left positive'],
  ['aLat', COLUMNS.ay.title, 'm/s²', 'lateral acceleration, left positive'],
  ['latitude', COLUMNS.lat.title, 'deg', 'position, WGS 84'],
  ['longitude', COLUMNS.lon.title, 'deg', ''],
  ['x', COLUMNS.x.title, 'm', "position in a map's own frame"],
  ['y', COLUMNS.y.title, 'm', ''],
  ['positionAge', COLUMNS.positionAge.title, 's', 'how old the position was'],
] as const satisfies [keyof VehicleSample, title: string, unit: string, meaning: string][];

/** A drive file: rows and their rate, gaps, ranges, positions, the share of valid rows, and what looks wrong in it. */
export async function inspectDrive(path: string, options: FileOptions): Promise<Inspection> {
  const drive = await readDrive(path, { ...options, fallbackRowDt: DEFAULT_DT });
  const { rows, sha256, readAs = [], others = [], above = 0, hasUnitsRow = false } = drive;
  const step = medianRowStep(rows);
  const pauses = rows.slice(1).map((row, r) => row.time - rows[r]!.time);
  const { doubts, agreeing, unchecked } = judge(rows);
  const slow = slowRowsDoubt(drive, DEFAULT_DT, 'the step of a model by default');
  const gaps = pauses.filter((pause) => pause > GAP_STEPS * step);
  const figures = {
    kind: 'drive',
    path,
    sha256,
    rows: rows.length,
    seconds: rows.at(-1)!.time - rows[0]!.time,
    step: Number(step.toFixed(6)),
    gaps: gaps.length,
    longestGap: gaps.reduce((longest, gap) => Math.max(longest, gap), 0),
    validShare: rows.filter(({ valid }) => valid).length / rows.length,
    positions: positionsOf(drive),
    ranges: SIGNALS.map(([channel, column, unit, meaning]) => ({
      channel,
      column,
      unit,
      meaning,
      ...rangeOf(rows, channel),
    })),
    readAs,
    others,
    above,
    hasUnitsRow,
    remarks: [...(slow ? [remarkOf(slow, options)] : []), ...remarksOn(drive, options, doubts)],
    agreeing,
    unchecked,
  };
  return { figures, text: describe(figures) };
}

/** How the rows say where the car was. */
function positionsOf({ rows }: Drive): 'lat, lon' | 'x, y' | 'none' {
  if (rows.some(({ latitude, longitude }) => latitude !== undefined && longitude !== undefined)) return 'lat, lon';
  return rows.some(({ x, y }) => x !== undefined && y !== undefined) ? 'x, y' : 'none';
}

function rangeOf(rows: readonly VehicleSample[], channel: (typeof SIGNALS)[number][0]) {
  const values = rows.map((row) => row[channel] ?? NaN).filter((value) => !Number.isNaN(value));
  const missing = rows.length - values.length;
  if (values.length === 0) return { min: NaN, median: NaN, max: NaN, missing };
  const sorted = Float64Array.from(values).sort();
  return { min: sorted[0]!, median: sorted[sorted.length >> 1]!, max: sorted.at(-1)!, missing };
}

type DriveFigures = {
  path: string;
  rows: number;
  seconds: number;
  step: number;
  gaps: number;
  longestGap: number;
  validShare: number;
  positions: string;
  ranges: {
    column: string;
    unit: string;
    meaning: string;
    min: number;
    median: number;
    max: number;
    missing: number;
  }[];
  readAs: readonly string[];
  others: readonly string[];
  above: number;
  hasUnitsRow: boolean;
  remarks: string[];
  agreeing: string[];
  unchecked: string[];
};

const show = (value: number) => String(Number(value.toPrecision(9)));

function describe(figures: DriveFigures): string {
  const { path, rows, seconds, step, gaps, longestGap, validShare, positions, ranges, readAs, others, remarks } =
    figures;
  const longest = gaps > 0 ? `, the longest ${longestGap.toFixed(2)} s` : '';
  const recorded = ranges.filter(({ missing }) => missing < rows);
  const table = [
    ['column', 'unit', 'meaning', 'min', 'median', 'max', 'rows without'],
    ...recorded.map(({ column, unit, meaning, min, median, max, missing }) => [
      column,
      unit,
      meaning,
      show(min),
      show(median),
      show(max),
      String(missing),
    ]),
  ];
  const place = positions === 'none' ? 'no positions, so no --preview map' : `positions as ${positions}`;
  return [
    `${path}: drive, ${counted(rows, 'row')} over ${seconds.toFixed(1)} s, one each ${step} s (${Number((1 / step).toPrecision(3))} Hz), ${counted(gaps, 'gap')}${longest}`,
    `${(100 * validShare).toFixed(1)} % of the rows are valid; ${place}`,
    '',
    textTable(table, 3),
    '',
    ...(figures.hasUnitsRow ? ['units from the line below the header'] : []),
    ...(readAs.length > 0 ? [`read: ${readAs.join(', ')}`] : []),
    ...(others.length > 0 ? [`columns that are not read: ${others.join(', ')}`] : []),
    ...remarks.map((one) => `remark: ${one}`),
    ...judgedLines(figures),
  ].join('\n');
}
