/**
 * A map file: magic, version, length of the header, CRC-32 of all that follows, the header as JSON, then columns one
 * after the other, each at a multiple of 8 bytes and little-endian, so that they are views of the file's bytes.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { InputError } from '../core/input-error.js';
import { commitFiles } from '../files/commit-files.js';
import { systemFault } from '../files/system-fault.js';
import { reachOf, type RoadMap } from './road-map.js';
import { indexFrom } from './segment-index.js';

const MAP_FORMAT = 4;
const MAGIC = 'STCMAP\r\n';
const PREAMBLE = 24;

type Column = Float64Array | Uint32Array | Uint8Array;
type Header = Pick<RoadMap, 'frame' | 'names' | 'learnedFrom'> & { bytes: number[] };

const aligned = (bytes: number) => Math.ceil(bytes / 8) * 8;
const bytesOf = (column: Column) => new Uint8Array(column.buffer, column.byteOffset, column.byteLength);

/** The columns in the file's order. */
const columnsOf = (map: RoadMap): Column[] => [
  map.s,
  map.x,
  map.y,
  map.heading,
  map.curvature,
  map.firstStation,
  map.firstLink,
  map.links,
  map.travel,
  map.lanes,
  new Uint8Array(map.index.data),
];

export function encodeMap(map: RoadMap): Uint8Array {
  const columns = columnsOf(map).map(bytesOf);
  const { frame, names, learnedFrom } = map;
  const header: Header = { frame, names, learnedFrom, bytes: columns.map(({ length }) => length) };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const size = columns.reduce((sum, { length }) => sum + aligned(length), PREAMBLE + aligned(json.length));
  const file = new Uint8Array(size);
  file.set(new TextEncoder().encode(MAGIC));
  file.set(json, PREAMBLE);
  let offset = PREAMBLE + aligned(json.length);
  for (const column of columns) {
    file.set(column, offset);
    offset += aligned(column.length);
  }
  const view = new DataView(file.buffer);
  view.setUint32(8, MAP_FORMAT, true);
  view.setUint32(12, json.length, true);
  view.setUint32(16, crc32(file.subarray(PREAMBLE)), true);
  return file;
}

export async function writeMap(path: string, map: RoadMap): Promise<void> {
  await commitFiles(new Map([[path, encodeMap(map)]]));
}

/** Reads a map file; its columns are views of the file's bytes. */
export const readMap = async (path: string): Promise<RoadMap> => decodeMap(await readBytes(path), path);

/** SHA-256 of a map file, by which a recorded session knows its map again. */
export const hashMap = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readBytes(path))
    .digest('hex');

const readBytes = (path: string): Promise<Buffer> =>
  readFile(path).catch((error: unknown) => {
    throw systemFault(error, 'a map file that can be read', path);
  });

export const isMapFile = (bytes: Uint8Array): boolean => new TextDecoder().decode(bytes.subarray(0, 8)) === MAGIC;

export function decodeMap(given: Uint8Array, path: string): RoadMap {
  if (!isMapFile(given))
    throw new InputError(
      `expected a map file of steercast map build or learn, got ${given.length === 0 ? 'an empty file' : 'none'} (${path})`,
    );
  // typed arrays lie at multiples of their elements' size
  const bytes = given.byteOffset % 8 === 0 ? given : given.slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const format = bytes.length < PREAMBLE ? NaN : view.getUint32(8, true);
  if (bytes.length >= PREAMBLE && format !== MAP_FORMAT) {
    throw new InputError(
      `expected a map file of format ${MAP_FORMAT}, got format ${format}: build it again with this version (${path})`,
    );
  }
  if (bytes.length < PREAMBLE || view.getUint32(16, true) !== crc32(bytes.subarray(PREAMBLE))) {
    throw new InputError(`expected a map file as it was written, got another checksum or length (${path})`);
  }
  const jsonLength = view.getUint32(12, true);
  const json = new TextDecoder().decode(bytes.subarray(PREAMBLE, PREAMBLE + jsonLength));
  const { frame, names, learnedFrom, bytes: lengths } = JSON.parse(json) as Header; // as: the checksum is that of encodeMap's header
  let offset = bytes.byteOffset + PREAMBLE + aligned(jsonLength);
  const { buffer } = bytes;
  const places = lengths.map((length) => {
    const at = offset;
    offset += aligned(length);
    return { at, length };
  });
  const float64 = (c: number) => new Float64Array(buffer, places[c]!.at, places[c]!.length / 8);
  const uint32 = (c: number) => new Uint32Array(buffer, places[c]!.at, places[c]!.length / 4);
  const lanes = float64(9);
  const index = places[10]!;
  return {
    frame,
    names,
    learnedFrom,
    s: float64(0),
    x: float64(1),
    y: float64(2),
    heading: float64(3),
    curvature: float64(4),
    firstStation: uint32(5),
    firstLink: uint32(6),
    links: uint32(7),
    travel: new Uint8Array(buffer, places[8]!.at, places[8]!.length),
    lanes,
    reach: reachOf(lanes),
    index: indexFrom(buffer, index.at),
  };
}
