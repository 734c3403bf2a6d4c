import { InputError } from '../core/input-error.js';
import { isNoFix } from './map-frame.js';
import { makeStations, type Stations } from './road-network.js';

/** What a CSV file can say of a road: places in deg or in m, in driving order, or its curvature over distance. */
export type CsvTrack =
  | { kind: 'geographic'; places: { latitude: number; longitude: number; line: number }[] }
  | { kind: 'plane'; points: { x: number; y: number }[] }
  | { kind: 'profile'; stations: Stations };

const LAYOUTS = [
  { kind: 'profile', titles: ['s', 'curvature'] },
  { kind: 'geographic', titles: ['lat', 'lon'] },
  { kind: 'plane', titles: ['x', 'y'] },
] as const;
/** Other names of the same columns. */
const ALIASES: Record<string, string> = {
  latitude: 'lat',
  longitude: 'lon',
  lng: 'lon',
  long: 'lon',
  kappa: 'curvature',
};
const LENGTHS = { m: 1, km: 1000 };
const ANGLES = { deg: 1, '°': 1, degrees: 1 };
/** Units that a title may say, with the factor to m, 1/m or deg, which is meant where none is said. */
const UNITS: Record<string, Record<string, number>> = {
  s: LENGTHS,
  curvature: { '1/m': 1, '1/km': 1e-3 },
  lat: ANGLES,
  lon: ANGLES,
  x: LENGTHS,
  y: LENGTHS,
};
/** What may stand above the titles: comments, and the line that tells a spreadsheet its separator. */
const PREAMBLE = /^(#|sep=.$|\s*$)/i;

/**
 * Columns `s,Curvature`, `lat,lon` or `x,y` (the first of these that are there), among any others; with commas,
 * semicolons or tabs between, and decimal points or (not between commas) commas. A title may say its unit, which is then
 * taken; one that is not known is an InputError.
 */
export function readCsvTrack(text: string, path: string): CsvTrack {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
  const top = Math.max(
    0,
    lines.findIndex((line) => !PREAMBLE.test(line)),
  );
  const titles = lines[top]!;
  const separator = [';', '\t', ','].find((one) => titles.includes(one)) ?? ',';
  const cells = (line: string) => line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const numbers = (line: string) =>
    cells(line).map((cell) => (separator === ',' ? cell : cell.replace(/^([-+]?\d*),(\d+)/, '$1.$2')));
  const written = cells(titles);
  const header = written.map(plainTitle);
  const layout = LAYOUTS.find(({ titles }) => titles.every((title) => header.includes(title)));
  if (!layout) {
    const known = LAYOUTS.map((one) => one.titles.join(',')).join(' or ');
    throw new InputError(`expected columns ${known}, got "${titles.slice(0, 80)}" (${path}:${top + 1})`);
  }
  const [first, second] = layout.titles.map((title) => header.indexOf(title)) as [number, number]; // as: two titles
  const [scaleA, scaleB] = layout.titles.map((title, k) =>
    factorOf(written[k === 0 ? first : second]!, title, `${path}:${top + 1}`),
  ) as [number, number]; // as: two titles
  const pairs: [a: number, b: number, line: number][] = [];
  lines.slice(top + 1).forEach((line, l) => {
    if (line.trim() === '') return;
    const row = numbers(line);
    const [a, b] = [row[first] ?? '', row[second] ?? ''];
    if (NO_VALUE.test(a) && NO_VALUE.test(b)) return; // a recorder without a fix
    if (a === '' || b === '' || !Number.isFinite(Number(a)) || !Number.isFinite(Number(b))) {
      throw new InputError(
        `expected two numbers for ${layout.titles.join(',')}, got "${a}" and "${b}" (${path}:${top + l + 2})`,
      );
    }
    if (layout.kind === 'geographic' && isNoFix(Number(a), Number(b))) return;
    pairs.push([scaleA * Number(a), scaleB * Number(b), top + l + 2]);
  });
  if (pairs.length < 2) throw new InputError(`expected two rows or more, got ${pairs.length} (${path})`);
  if (layout.kind === 'plane') return { kind: 'plane', points: pairs.map(([x, y]) => ({ x, y })) };
  if (layout.kind === 'profile') return { kind: 'profile', stations: profileStations(pairs, path) };
  const places = pairs.map(([latitude, longitude, line]) => ({ latitude, longitude, line }));
  return { kind: 'geographic', places };
}

const NO_VALUE = /^(nan)?$/i;

/** A title without the unit in brackets and the receiver before it, by the name that it has here. */
function plainTitle(title: string): string {
  const plain = title.toLowerCase().replace(/\s*[[(].*$/, '').replace(/^gps[_ ]?/, ''); // prettier-ignore
  return ALIASES[plain] ?? plain;
}

/** What makes m, 1/m or deg of a column's numbers, by the unit in its title. */
function factorOf(written: string, title: string, where: string): number {
  const unit = /[[(]([^\])]*)/.exec(written)?.[1]?.trim();
  if (!unit) return 1;
  const units = UNITS[title]!;
  const factor = units[unit.toLowerCase()];
  if (factor === undefined)
    throw new InputError(
      `expected ${title} in ${Object.keys(units).join(', ')}, got "${unit}" in its title (${where})`,
    );
  return factor;
}

/** Curvature is linear between the rows; headings and a shape follow from it, from x = y = heading = 0 on. */
export function profileStations(
  rows: readonly (readonly [s: number, curvature: number, line: number])[],
  path: string,
): Stations {
  const stations = makeStations(rows.length);
  const { s, x, y, heading, curvature } = stations;
  rows.forEach(([at, value, line], i) => {
    s[i] = at - rows[0]![0];
    curvature[i] = value;
    if (i === 0) return;
    const step = s[i] - s[i - 1]!;
    if (!(step >= 0)) throw new InputError(`expected s to rise, got ${at} after ${rows[i - 1]![0]} (${path}:${line})`);
    const turn = (step * (curvature[i - 1]! + value)) / 2;
    heading[i] = heading[i - 1]! + turn;
    x[i] = x[i - 1]! + step * Math.cos(heading[i - 1]! + turn / 2);
    y[i] = y[i - 1]! + step * Math.sin(heading[i - 1]! + turn / 2);
  });
  if (!(s.at(-1)! > 0)) throw new InputError(`expected s to rise, got the same s everywhere (${path})`);
  return stations;
}
