import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeBasis, fromNowBasis } from '../../training/from-now.js';
import { CONTRACT, rowOf, toMatrix } from './make-drive.js';

const { featureNames } = CONTRACT;
const basis = fromNowBasis(featureNames);
const at = (name: string) => featureNames.indexOf(name);
const NOW = { curvature: at('curvature[i-1]'), steeringAngleDeg: at('steeringAngleDeg[i-1]') };

const value = fc.integer({ min: -1e6, max: 1e6 }).map((n) => n / 1024);
const window = fc.array(value, { minLength: 20, maxLength: 20 });
const windows = fc.array(window, { minLength: 1, maxLength: 5 });

describe('changeBasis with fromNowBasis', () => {
  it('measures curvature and steering from now, and leaves now and the speeds', () => {
    fc.assert(
      fc.property(windows, (rows) => {
        const changed = changeBasis(toMatrix(rows), basis);
        rows.forEach((row, r) => {
          const expected = featureNames.map((name, c) => {
            const now = name.startsWith('vEgo')
              ? c
              : name.startsWith('curvature')
                ? NOW.curvature
                : NOW.steeringAngleDeg;
            return now === c ? row[c]! : row[c]! - row[now]!;
          });
          expect(rowOf(changed, r)).toEqual(expected);
        });
      }),
    );
  });

  it('loses nothing: adding now again gives the features back', () => {
    const back = { ...basis, data: basis.data.map(Math.abs) };
    fc.assert(
      fc.property(windows, (rows) => {
        const matrix = toMatrix(rows);
        expect(changeBasis(changeBasis(matrix, basis), back)).toEqual(matrix);
      }),
    );
  });

  it("moves another sensor's offset into the value of now alone", () => {
    fc.assert(
      fc.property(window, value, (row, offset) => {
        const moved = row.map((one, c) => (featureNames[c]!.startsWith('steering') ? one + offset : one));
        const change = changeBasis(toMatrix([moved]), basis).data.map(
          (one, c) => one - changeBasis(toMatrix([row]), basis).data[c]!,
        );
        expect([...change]).toEqual(featureNames.map((_, c) => (c === NOW.steeringAngleDeg ? offset : 0)));
      }),
    );
  });

  it('follows the names, not their places', () => {
    const names = ['curvature[i+0]', 'vEgo[i-1]', 'curvature[i-1]'];
    expect([...changeBasis(toMatrix([[5, 6, 7]]), fromNowBasis(names)).data]).toEqual([-2, 6, 7]);
  });

  it('leaves a signal as it is whose value now is no feature', () => {
    const names = ['steeringAngleDeg[i-2]', 'vEgo[i-1]'];
    expect([...changeBasis(toMatrix([[5, 6]]), fromNowBasis(names)).data]).toEqual([5, 6]);
  });
});
