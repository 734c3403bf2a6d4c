import { describe, expect, it } from 'vitest';
import { judgeChallenger } from '../../training/judge-challenger.js';
import type { ScoredStep } from '../../training/metrics.js';

type Driving = { vEgo: number; curvature: number; windows: number; error: number };

/** One drive whose windows are off by `error` deg each, at these speeds and curvatures. */
function drive(...parts: Driving[]) {
  let time = 0;
  const steps = parts.flatMap(({ vEgo, curvature, windows, error }) =>
    Array.from({ length: windows }, (): ScoredStep => {
      const actual = [1, 2];
      const baselines = { persistence: actual, linear: actual, bicycle: actual };
      return { time: time++, vEgo, curvature, actual, predicted: actual.map((angle) => angle + error), baselines };
    }),
  );
  return [{ sha256: 'one', steps }];
}
const town = { vEgo: 5, curvature: -0.03 };
const motorway = { vEgo: 30, curvature: 0.0002 };

describe('judgeChallenger', () => {
  it('is for a challenger that is better overall and nowhere more than 5 % worse', () => {
    const champion = drive({ ...town, windows: 300, error: 2 }, { ...motorway, windows: 300, error: 1 });
    const challenger = drive({ ...town, windows: 300, error: 1 }, { ...motorway, windows: 300, error: 1.049 });
    const { against, all, slices } = judgeChallenger(champion, challenger);
    expect(against).toEqual([]);
    expect({ ...all, challenger: all.challenger.toFixed(4) }).toEqual({
      name: 'all windows',
      windows: 600,
      champion: 1.5,
      challenger: '1.0245',
    });
    expect(slices.map(({ name, windows }) => [name, windows])).toEqual([
      ['0–8 m/s, ≥ 20 10⁻³ 1/m', 300],
      ['≥ 25 m/s, 0–1 10⁻³ 1/m', 300],
    ]);
  });

  it('is against one that is better overall but more than 5 % worse in a slice of 200 windows', () => {
    const champion = drive({ ...town, windows: 300, error: 2 }, { ...motorway, windows: 200, error: 1 });
    const challenger = drive({ ...town, windows: 300, error: 1 }, { ...motorway, windows: 200, error: 1.06 });
    expect(judgeChallenger(champion, challenger).against).toEqual([
      'it is more than 5 % worse at ≥ 25 m/s, 0–1 10⁻³ 1/m (1.060 deg, champion 1.000 deg)',
    ]);
  });

  it('does not ask slices of fewer windows, and shows them together', () => {
    const champion = drive({ ...town, windows: 300, error: 2 }, { ...motorway, windows: 199, error: 1 });
    const challenger = drive({ ...town, windows: 300, error: 1 }, { ...motorway, windows: 199, error: 1.06 });
    const { against, rest } = judgeChallenger(champion, challenger);
    expect(against).toEqual([]);
    expect(rest).toMatchObject({ name: 'all other kinds', windows: 199 });
    expect(rest!.challenger / rest!.champion).toBeCloseTo(1.06, 5);
  });

  it('is against the equal, the worse, and one whose errors are no numbers', () => {
    const champion = drive({ ...town, windows: 10, error: 2 });
    expect(judgeChallenger(champion, champion).against).toHaveLength(1);
    expect(judgeChallenger(champion, drive({ ...town, windows: 10, error: 3 })).against).toHaveLength(1);
    expect(judgeChallenger(champion, drive({ ...town, windows: 300, error: NaN })).against).not.toEqual([]);
  });

  it('is against one that leaves windows without a prediction', () => {
    const champion = drive({ ...town, windows: 10, error: 2 });
    const challenger = drive({ ...town, windows: 9, error: 1 });
    expect(judgeChallenger(champion, challenger).against).toEqual([
      'it leaves 1 of the windows that the champion answers without a prediction',
    ]);
  });

  it('tells windows of the same time in different drives apart', () => {
    const [one] = drive({ ...town, windows: 10, error: 2 });
    const [better] = drive({ ...town, windows: 10, error: 1 });
    const { all } = judgeChallenger([one!, { ...one!, sha256: 'two' }], [better!, { ...better!, sha256: 'two' }]);
    expect(all.windows).toBe(20);
  });

  it('misses the windows of a time that comes twice, as where the clock of a log was set back', () => {
    const [once] = drive({ ...town, windows: 10, error: 2 });
    const [better] = drive({ ...town, windows: 10, error: 1 });
    const twice = { ...once!, steps: [...once!.steps, ...once!.steps] };
    expect(judgeChallenger([twice], [better!]).against).toEqual([
      'it leaves 10 of the windows that the champion answers without a prediction',
    ]);
  });
});
