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
/** Longer names of the same columns. */
const ALIASES: Record<string, string> = { latitude: 'lat', longitude: 'lon', lng: 'lon' };

/** Columns `s,Curvature`, `lat,lon` or `x,y` (the first of these that are there), among any others. */
export function readCsvTrack(text: string, path: string): CsvTrack {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
  const separator = [';', '\t', ','].find((one) => lines[0]!.includes(one)) ?? ',';
  const cells = (line: string) => line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const header = cells(lines[0]!).map((title) => ALIASES[title.toLowerCase()] ?? title.toLowerCase());
  const layout = LAYOUTS.find(({ titles }) => titles.every((title) => header.includes(title)));
  if (!layout) {
    const titles = LAYOUTS.map((one) => one.titles.join(',')).join(' or ');
    throw new InputError(`expected columns ${titles}, got "${lines[0]!.slice(0, 80)}" (${path}:1)`);
  }
  const first = header.indexOf(layout.titles[0]);
  const second = header.indexOf(layout.titles[1]);
  const pairs: [a: number, b: number, line: number][] = [];
  lines.slice(1).forEach((line, l) => {
    if (line.trim() === '') return;
    const row = cells(line);
    const [a, b] = [row[first] ?? '', row[second] ?? ''];
    if (a === '' && b === '') return; // a recorder without a fix
    if (a === '' || b === '' || !Number.isFinite(Number(a)) || !Number.isFinite(Number(b))) {
      throw new InputError(
        `expected two numbers for ${layout.titles.join(',')}, got "${a}" and "${b}" (${path}:${l + 2})`,
      );
    }
    if (layout.kind === 'geographic' && isNoFix(Number(a), Number(b))) return;
    pairs.push([Number(a), Number(b), l + 2]);
  });
  if (pairs.length < 2) throw new InputError(`expected two rows or more, got ${pairs.length} (${path})`);
  if (layout.kind === 'plane') return { kind: 'plane', points: pairs.map(([x, y]) => ({ x, y })) };
  if (layout.kind === 'profile') return { kind: 'profile', stations: profileStations(pairs, path) };
  const places = pairs.map(([latitude, longitude, line]) => ({ latitude, longitude, line }));
  return { kind: 'geographic', places };
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
