import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REASON_STATES, type Prediction, type Reason } from '../../core/prediction.js';
import { csvLines, JSON_LINES } from '../../runtime/prediction-lines.js';
import { PRIOR } from '../training/make-drive.js';

const valid: Prediction = {
  time: 12.3,
  state: 'VALID',
  reasons: [],
  steeringAngleDeg: Float32Array.of(1.5, -2.25, 0, 100, -0.1),
};
const degraded: Prediction = { ...valid, state: 'DEGRADED', reasons: ['PREVIEW_HELD', 'OUT_OF_RANGE'] };
const init: Prediction = { time: 0, state: 'INIT', reasons: ['GAP', 'WINDOW_FILLING'] };

const anyPrediction: fc.Arbitrary<Prediction> = fc.record(
  {
    time: fc.double({ min: 0, max: 2e9, noNaN: true }).map((time) => Math.round(time * 1e6) / 1e6),
    state: fc.constantFrom('INIT', 'VALID', 'DEGRADED', 'INVALID'),
    reasons: fc.uniqueArray(fc.constantFrom(...(Object.keys(REASON_STATES) as Reason[]))), // as: its keys
    steeringAngleDeg: fc.array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: 5, maxLength: 5 }),
  },
  { requiredKeys: ['time', 'state', 'reasons'] },
);

describe('csvLines', () => {
  const { header, line } = csvLines({ horizonSteps: 5 });

  it('has a header and one line for each prediction', () => {
    expect(header).toBe('t,state,step1,step2,step3,step4,step5,reasons\n');
    expect(line(valid)).toBe('12.3,VALID,1.5,-2.25,0,100,-0.1,\n');
    expect(line(degraded)).toBe('12.3,DEGRADED,1.5,-2.25,0,100,-0.1,PREVIEW_HELD|OUT_OF_RANGE\n');
  });

  it('leaves the angles empty where there are none', () => {
    expect(line(init)).toBe('0,INIT,,,,,,GAP|WINDOW_FILLING\n');
  });

  it('has as many columns as the model has steps', () => {
    expect(csvLines({ horizonSteps: 1 }).header).toBe('t,state,step1,reasons\n');
    expect(csvLines({ horizonSteps: 2 }).line(init)).toBe('0,INIT,,,GAP|WINDOW_FILLING\n');
  });

  it.each([
    ['adapts', { adaptation: PRIOR }],
    ['has an interval of its own', { interval: { coverage: 0.8, quantiles: [1, 1] } }],
  ])('has the bounds of the interval where the model %s, empty where there are none', (_, of) => {
    const lines = csvLines({ horizonSteps: 2, ...of });
    expect(lines.header).toBe('t,state,step1,step2,lower1,lower2,upper1,upper2,reasons\n');
    const bounded = { ...valid, steeringAngleDeg: [1, 2], lower: [0.5, 1], upper: [1.5, 3] };
    expect(lines.line(bounded)).toBe('12.3,VALID,1,2,0.5,1,1.5,3,\n');
    expect(lines.line(init)).toBe('0,INIT,,,,,,,GAP|WINDOW_FILLING\n');
  });

  it('can be read back: the time exactly, angles to a millionth of a degree', () => {
    fc.assert(
      fc.property(anyPrediction, (prediction) => {
        const text = line(prediction);
        expect(text.match(/\n/g)).toHaveLength(1);
        const cells = text.slice(0, -1).split(',');
        expect(cells).toHaveLength(header.split(',').length);
        expect(Number(cells[0])).toBe(prediction.time);
        expect(cells[1]).toBe(prediction.state);
        expect(cells.at(-1)).toBe(prediction.reasons.join('|'));
        cells.slice(2, 7).forEach((cell, k) => {
          const angle = prediction.steeringAngleDeg?.[k];
          if (angle === undefined) expect(cell).toBe('');
          else expect(Math.abs(Number(cell) - angle)).toBeLessThanOrEqual(0.51e-6);
          expect(cell).toMatch(/^(-?\d+(\.\d{1,6})?)?$/);
        });
      }),
    );
  });
});

describe('JSON_LINES', () => {
  it('is one object a line, without a header', () => {
    expect(JSON_LINES.header).toBe('');
    expect(JSON_LINES.line(degraded)).toBe(
      '{"t":12.3,"state":"DEGRADED","reasons":["PREVIEW_HELD","OUT_OF_RANGE"],"step":[1.5,-2.25,0,100,-0.1]}\n',
    );
    expect(JSON_LINES.line(init)).toBe('{"t":0,"state":"INIT","reasons":["GAP","WINDOW_FILLING"],"step":null}\n');
  });

  it('tells the same as the table', () => {
    fc.assert(
      fc.property(anyPrediction, (prediction) => {
        const text = JSON_LINES.line(prediction);
        expect(text.match(/\n/g)).toHaveLength(1);
        const { t, state, reasons, step } = JSON.parse(text) as Record<string, unknown>; // as: it is an object
        const cells = [
          t,
          state,
          ...((step as number[] | null) ?? ['', '', '', '', '']),
          (reasons as string[]).join('|'),
        ]; // as: tested above
        expect(`${cells.join(',')}\n`).toBe(csvLines({ horizonSteps: 5 }).line(prediction));
      }),
    );
  });
});
