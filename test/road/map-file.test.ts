import { describe, expect, it } from 'vitest';
import { simulateDrive } from '../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../drives/synthetic/vehicle.js';
import { distanceFrom, mapFigures } from '../../road/map-extent.js';
import { decodeMap, encodeMap } from '../../road/map-file.js';
import { placesNear } from '../../road/near-roads.js';
import { mapOf, without } from './make-roads.js';

const drive = simulateDrive({ seed: 1, road: 'country', vehicle: VEHICLES[0]!, seconds: 20 });
const map = mapOf(drive);
const bytes = encodeMap(map);
const changed = (at: number, value: number) => Uint8Array.from(bytes, (byte, b) => (b === at ? value : byte));

describe('a map file', () => {
  it('reads back as it was, at any place in memory', () => {
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    for (const file of [bytes, shifted.subarray(3)]) {
      const { index, ...read } = decodeMap(file, 'm.map');
      const { index: own, ...written } = map;
      expect(read).toEqual(written);
      expect(placesNear({ ...read, index }, drive.origin.x, drive.origin.y, 50)).toEqual(
        placesNear({ ...written, index: own }, drive.origin.x, drive.origin.y, 50),
      );
    }
  });

  it('of an older format, cut short, changed, or none at all is refused', () => {
    const refused = (file: Uint8Array) => expect(() => decodeMap(file, 'm.map'));
    refused(changed(8, 1)).toThrow(
      'expected a map file of format 4, got format 1: build it again with this version (m.map)',
    );
    refused(bytes.subarray(0, 1000)).toThrow('expected a map file as it was written, got another checksum or length');
    refused(bytes.subarray(0, 10)).toThrow('expected a map file as it was written, got another checksum or length');
    refused(changed(bytes.length - 100, bytes.at(-100)! ^ 1)).toThrow('another checksum');
    refused(new TextEncoder().encode('t,Curvature')).toThrow(
      'expected a map file of steercast map build or learn, got none (m.map)',
    );
  });

  it('knows its extent and whether a drive is on it', () => {
    const figures = mapFigures(map);
    expect(figures).toMatchObject({ roads: 1, links: 0 });
    expect(figures.kilometres).toBeCloseTo(drive.road.length / 1000, 6);
    expect(figures.bounds![0]).toBeCloseTo(48 + drive.origin.y / 111_200, 1);
    const swap = drive.rows.map((row) => ({ ...row, latitude: row.longitude!, longitude: row.latitude! }));
    const nowhere = drive.rows.map((row) => without(row, 'latitude', 'longitude', 'x', 'y'));
    expect(distanceFrom(map, drive.rows)).toBeUndefined();
    expect(
      distanceFrom(
        map,
        drive.rows.map((row) => ({ ...row, latitude: 35.7, longitude: 139.7 })),
      ),
    ).toMatch(/^one at least \d{4,5} km away from it$/);
    expect(distanceFrom(map, swap)).toMatch(/km away from it; latitude and longitude swapped\?$/);
    expect(distanceFrom(map, nowhere)).toBe('one without positions (columns lat,lon or x,y)');
  });
});
