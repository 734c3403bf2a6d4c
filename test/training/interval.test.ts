import { describe, expect, it } from 'vitest';
import { featureNames } from '../../core/features.js';
import { halfWidthOf } from '../../core/half-width.js';
import type { Matrix } from '../../core/matrix.js';
import { fitInterval, halfWidths } from '../../training/interval.js';
import { Random } from '../../training/random.js';
import { ADAPTED, toMatrix } from './make-drive.js';

const NAMES = featureNames({ historyLength: 5, horizonSteps: 5 });

/** Windows whose wheel moves by up to 3 deg a step, and errors in proportion to how much it does. */
function windows(count: number, seed: number): { features: Matrix; truth: Matrix; predicted: Matrix } {
  const random = new Random(seed);
  const rows = Array.from({ length: count }, () => {
    const rate = 3 * random.uniform() ** 2;
    const features = NAMES.map((name) => {
      const step = Number(/\[i([+-]\d+)\]/.exec(name)![1]);
      return name.startsWith('steering') ? 7 + rate * step : 0.001 * step;
    });
    const error = Array.from({ length: 5 }, (_, k) => 0.3 * (k + 1) * (rate + 0.05) * (2 * random.uniform() - 1));
    return { features, error };
  });
  return {
    features: toMatrix(rows.map(({ features }) => features)),
    truth: toMatrix(rows.map(({ error }) => error)),
    predicted: toMatrix(rows.map(() => [0, 0, 0, 0, 0])),
  };
}

describe('the interval of the bare network', () => {
  it('holds as many truths as it says on windows that it was not fitted on, whether much moves or little', () => {
    const { features, ...rest } = windows(2000, 1);
    const quantiles = fitInterval(features, rest, NAMES);
    const fresh = windows(2000, 2);
    const widths = halfWidths(fresh.features, halfWidthOf(quantiles, NAMES));
    const column = NAMES.indexOf('steeringAngleDeg[i-1]');
    const rateOf = (n: number) => 7 - fresh.features.data[n * NAMES.length + column]!;
    for (const calm of [true, false]) {
      for (let k = 0; k < 5; k++) {
        const own = Array.from({ length: 2000 }, (_, n) => n).filter((n) => rateOf(n) < 0.75 === calm);
        const inside = own.filter((n) => Math.abs(fresh.truth.data[n * 5 + k]!) <= widths.data[n * 5 + k]!);
        expect(Math.abs(inside.length / own.length - 0.8)).toBeLessThan(0.04);
      }
    }
  });

  it('is wider where the forecast says that the wheel will move, to either side', () => {
    const half = halfWidthOf([1, 1, 1, 1, 1], ADAPTED.featureNames);
    const widthsAt = (change: number) => {
      const features = ADAPTED.featureNames.map((name) => (name.startsWith('forecastChangeDeg') ? change : 0));
      return [...halfWidths(toMatrix([features]), half).data];
    };
    widthsAt(0).forEach((width) => expect(width).toBeCloseTo(0.05, 12));
    widthsAt(-2).forEach((width, k) => expect(width).toBeCloseTo(0.05 + 2 / (k + 1), 12));
    expect(widthsAt(2)).toEqual(widthsAt(-2));
  });
});
