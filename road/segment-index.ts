import Flatbush from 'flatbush';
import type { Stations } from './road-network.js';

/** Boxes around the pieces between a station and the next, numbered by the first of the two; the one importer of flatbush. */
export type SegmentIndex = Flatbush;

/** The last station of a road begins no piece: its box is a point, which searches have to leave out. */
export function buildIndex({ x, y }: Pick<Stations, 'x' | 'y'>, firstStation: Uint32Array): SegmentIndex {
  const index = new Flatbush(x.length, 16, Float64Array);
  for (let road = 0; road + 1 < firstStation.length; road++) {
    const last = firstStation[road + 1]! - 1;
    for (let i = firstStation[road]!; i <= last; i++) {
      const j = Math.min(i + 1, last);
      index.add(Math.min(x[i]!, x[j]!), Math.min(y[i]!, y[j]!), Math.max(x[i]!, x[j]!), Math.max(y[i]!, y[j]!));
    }
  }
  index.finish();
  return index;
}

/** A view of an index's bytes, at a multiple of 8. */
export const indexFrom = (buffer: ArrayBufferLike, byteOffset: number): SegmentIndex =>
  Flatbush.from(buffer, byteOffset);
