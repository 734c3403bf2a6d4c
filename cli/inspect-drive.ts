import type { VehicleSample } from '../core/vehicle-sample.js';
import { readDrive, type ReadOptions } from '../drives/read-drive.js';
import { medianRowStep } from '../drives/row-step.js';
import { counted } from './counted.js';
import type { Inspection } from './inspection.js';
import { textTable } from './text-table.js';

/** Rows further apart than this many steps have a gap between them. */
const GAP_STEPS = 1.5;
const CHANNELS = ['curvature', 'vEgo', 'steeringAngleDeg', 'aLat'] as const;
const UNITS = { curvature: '1/m', vEgo: 'm/s', steeringAngleDeg: 'deg', aLat: 'm/s²' };

const show = (value: number) => (Number.isNaN(value) ? '' : String(value));

/** A drive file: rows and their step, gaps, ranges, the share of valid rows. */
export async function inspectDrive(path: string, options: ReadOptions): Promise<Inspection> {
  const { rows, sha256 } = await readDrive(path, options);
  const step = medianRowStep(rows);
  const pauses = rows.slice(1).map((row, r) => row.time - rows[r]!.time);
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
    ranges: CHANNELS.map((channel) => ({ channel, unit: UNITS[channel], ...rangeOf(rows, channel) })),
  };
  return { figures, text: describe(figures) };
}

function rangeOf(rows: readonly VehicleSample[], channel: (typeof CHANNELS)[number]) {
  let min = Infinity;
  let max = -Infinity;
  let missing = 0;
  for (const { [channel]: value = NaN } of rows) {
    if (Number.isNaN(value)) missing++;
    else {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }
  return missing === rows.length ? { min: NaN, max: NaN, missing } : { min, max, missing };
}

type DriveFigures = {
  path: string;
  rows: number;
  seconds: number;
  step: number;
  gaps: number;
  longestGap: number;
  validShare: number;
  ranges: { channel: string; unit: string; min: number; max: number; missing: number }[];
};

function describe({ path, rows, seconds, step, gaps, longestGap, validShare, ranges }: DriveFigures): string {
  const longest = gaps > 0 ? `, the longest ${longestGap.toFixed(2)} s` : '';
  const table = [
    ['signal', 'unit', 'min', 'max', 'without a value'],
    ...ranges.map(({ channel, unit, min, max, missing }) => [channel, unit, show(min), show(max), String(missing)]),
  ];
  return [
    `${path}: drive, ${rows} rows over ${seconds.toFixed(1)} s, a row each ${step} s, ${counted(gaps, 'gap')}${longest}`,
    `${(100 * validShare).toFixed(1)} % of the rows are valid`,
    '',
    textTable(table, 2),
  ].join('\n');
}
