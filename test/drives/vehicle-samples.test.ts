import { describe, expect, it } from 'vitest';
import { InputError } from '../../core/input-error.js';
import { parseCsv } from '../../drives/csv.js';
import { parseUnits } from '../../drives/units.js';
import { toVehicleSamples, type SampleOptions } from '../../drives/vehicle-samples.js';

const HEADER = 't,Curvature,Velocity,Ay,Steering_Angle,Valid';

/** Rows as text; `change` replaces row k (0 is the first below the header, on line 2). */
function makeText(change: Record<number, string> = {}, count = 12): string {
  const rows = Array.from({ length: count }, (_, k) => change[k] ?? `${k / 10},0.01,20,4,15,1`);
  return [HEADER, ...rows].join('\n');
}

const read = (text: string, options?: SampleOptions) => toVehicleSamples(parseCsv(Buffer.from(text), 'a.csv'), options);

describe('toVehicleSamples', () => {
  it('reads a row', () => {
    const sample = { time: 0.3, curvature: 0.01, vEgo: 20, aLat: 4, steeringAngleDeg: 15, valid: true };
    expect(read(makeText())).toHaveLength(12);
    expect(read(makeText())[3]).toEqual(sample);
  });

  it.each([
    ['a text', '0.3,0.01,fast,4,15,1', 'expected a number in Velocity, got "fast" (a.csv:5)'],
    ['an empty cell', '0.3,0.01,20,4,,1', 'expected a number in Steering_Angle, got an empty cell (a.csv:5)'],
    ['a blank cell', '0.3,  ,20,4,15,1', 'expected a number in Curvature, got an empty cell (a.csv:5)'],
    ['a short row', '0.3,0.01,20', 'expected 1 or 0 in Valid, got a row of 3 cells for 6 titles (a.csv:5)'],
    ['a NaN', '0.3,NaN,20,4,15,1', 'expected a number in Curvature, got "NaN" (a.csv:5)'],
    ['an Inf', '0.3,0.01,Infinity,4,15,1', 'expected a number in Velocity, got "Infinity" (a.csv:5)'],
    ['an overflow', '0.3,0.01,1e999,4,15,1', 'expected a number in Velocity, got "1e999" (a.csv:5)'],
    ['a text in Ay', '0.3,0.01,20,?,15,1', 'expected a number in Ay, got "?" (a.csv:5)'],
    ['no time', ',0.01,20,4,15,0', 'expected a number in t, got an empty cell (a.csv:5)'],
    ['time that goes back', '0.1,0.01,20,4,15,1', 'expected a time that rises, got 0.1 s after 0.2 s (a.csv:5)'],
    ['time that stands', '0.2,0.01,20,4,15,1', 'expected a time that rises, got 0.2 s after 0.2 s (a.csv:5)'],
    ['another Valid', '0.3,0.01,20,4,15,2', 'expected 1 or 0 in Valid, got "2" (a.csv:5)'],
    ['an empty Valid', '0.3,0.01,20,4,15,', 'expected 1 or 0 in Valid, got an empty cell (a.csv:5)'],
    ['a text in an invalid row', '0.3,0.01,fast,4,15,0', 'expected a number in Velocity, got "fast" (a.csv:5)'],
    ['a blank line between', '', 'got an empty cell (a.csv:5)'],
  ])('refuses %s', (_name, row, message) => {
    expect(() => read(makeText({ 3: row }))).toThrow(InputError);
    expect(() => read(makeText({ 3: row }))).toThrow(message);
  });

  it.each([
    ['an empty file', '', 'expected a header and rows, got an empty file (a.csv:1)'],
    ['blank lines alone', '\n\n', 'got no Curvature'],
    ['a header alone', HEADER, 'expected at least 10 rows (one window), got none (a.csv:1)'],
    ['less than a window', makeText({}, 9), 'expected at least 10 rows (one window), got 9 (a.csv:1)'],
  ])('refuses %s', (_name, text, message) => {
    expect(() => read(text)).toThrow(InputError);
    expect(() => read(text)).toThrow(message);
  });

  it('takes a window, and blank lines after it', () => {
    expect(read(makeText({}, 10))).toHaveLength(10);
    expect(read(`${makeText({}, 10)}\n\n,,,,,\n  \n`)).toHaveLength(10);
    expect(read(makeText({}, 3), { minRows: 3 })).toHaveLength(3);
  });

  it('keeps an invalid row in its place, NaN for what it lacks', () => {
    const rows = read(makeText({ 3: '0.3,,nan,-inf,15,0', 4: '0.4,0.01,20,4,15,FALSE', 5: '0.5,0.01,20,4,15, True ' }));
    expect(rows[3]).toEqual({ time: 0.3, curvature: NaN, vEgo: NaN, steeringAngleDeg: 15, valid: false });
    expect(rows.map((row) => row.valid)).toEqual(rows.map((_, k) => k !== 3 && k !== 4));
  });

  it('leaves out a lateral acceleration that was not recorded', () => {
    const rows = read(makeText({ 3: '0.3,0.01,20,,15,1', 4: '0.4,0.01,20,NaN,15,1' }));
    expect(rows.map((row) => 'aLat' in row)).toEqual(rows.map((_, k) => k !== 3 && k !== 4));
  });

  it('reads a file without t, Ay and Valid by its row step', () => {
    const text = `Velocity,Curvature,Steering_Angle\n${'20,0.01,15\n'.repeat(12)}`;
    const rows = read(text, { rowDt: 0.1 });
    expect(rows[3]).toEqual({ time: 0.3, curvature: 0.01, vEgo: 20, steeringAngleDeg: 15, valid: true });
    expect(() => read(text)).toThrow(InputError);
    expect(() => read(text)).toThrow('expected a column t or the step of the rows (--row-dt), got neither');
  });

  it('keeps the t of a file that has one, whatever the row step', () => {
    expect(read(makeText(), { rowDt: 5 })[3]!.time).toBe(0.3);
  });

  it('takes the step of the rows, where it is said, for a time by another name', () => {
    const text = makeText({ 3: ',0.01,20,4,15,1' }).replace('t,', 'Time,');
    expect(read(text, { rowDt: 0.05 })[3]!.time).toBe(0.15);
    expect(() => read(text, { fallbackRowDt: 0.05 })).toThrow('expected a number in Time, got an empty cell (a.csv:5)');
  });

  it('converts units and flips what is right-positive', () => {
    const units = parseUnits('t=ms,curvature=1/km,velocity=km/h,ay=g,steering=rad');
    const rows = read(makeText(), { units, rightPositive: ['curvature', 'ay', 'steering'] });
    expect(rows[10]!.time).toBeCloseTo(0.001, 12);
    expect(rows[10]!.curvature).toBeCloseTo(-0.00001, 12);
    expect(rows[10]!.vEgo).toBeCloseTo(20 / 3.6, 12);
    expect(rows[10]!.aLat).toBeCloseTo(-4 * 9.80665, 12);
    expect(rows[10]!.steeringAngleDeg).toBeCloseTo((-15 * 180) / Math.PI, 9);
  });

  it('takes the units that titles say, unless it is told others', () => {
    const text = makeText().replace('Velocity', 'Velocity [km/h]');
    expect(read(text)[10]!.vEgo).toBeCloseTo(20 / 3.6, 12);
    expect(read(text, { units: parseUnits('velocity=m/s') })[10]!.vEgo).toBe(20);
    expect(read(text.replace('km/h', 'kn'), { units: parseUnits('velocity=m/s') })[10]!.vEgo).toBe(20);
  });
});
