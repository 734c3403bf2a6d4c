import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../drives/csv.js';
import { readWorkbook } from '../../drives/read-workbook.js';
import { toVehicleSamples } from '../../drives/vehicle-samples.js';
import { formatCsv } from '../../drives/write-csv.js';
import { formatWorkbook } from '../../drives/write-workbook.js';
import { anyRows, makeRows } from './make-rows.js';

describe('a drive that is written', () => {
  it('has the article’s columns', () => {
    const [header, , second] = formatCsv(makeRows(2)).split('\n');
    expect(header).toBe('t,Curvature,Velocity,Ay,Steering_Angle,Valid');
    expect(second).toBe('0.1,-0.001,21,-1,-2.5,1');
  });

  it('has positions where the drive has any', () => {
    const [, second] = makeRows(2);
    const [header, first, last] = formatCsv([second!, { ...second!, latitude: 48.1, longitude: 11.5 }]).split('\n');
    expect(header).toBe('t,Curvature,Velocity,Ay,Steering_Angle,Valid,lat,lon');
    expect([first, last]).toEqual(['0.1,-0.001,21,-1,-2.5,1,,', '0.1,-0.001,21,-1,-2.5,1,48.1,11.5']);
  });

  it('reads back from CSV as it was', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        expect(toVehicleSamples(parseCsv(Buffer.from(formatCsv(rows)), 'a.csv'))).toEqual(rows);
      }),
    );
  });

  it('reads back from a workbook as it was', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, async (rows) => {
        const bytes = Buffer.from(await formatWorkbook(rows));
        expect(toVehicleSamples(await readWorkbook(bytes, 'a.xlsx'))).toEqual(rows);
      }),
      { numRuns: 30 },
    );
  });
});
