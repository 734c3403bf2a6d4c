import type { LiveErrors, Prediction } from '../core/prediction.js';
import type { LiveFigures } from '../runtime/live-run.js';

/** What a run shows of itself, line by line on stderr: state, angles, reasons, and how the bus is. */
export class LiveStatus {
  #last: Prediction | undefined;
  #steps = 0;
  #frames = 0;

  add(prediction: Prediction): void {
    this.#last = prediction;
    this.#steps++;
  }

  show({ counts, links, errors }: LiveFigures): void {
    console.error(this.describe({ counts, links, errors }));
    this.#steps = 0;
    this.#frames = counts.frames;
  }

  /** One line, with what came since the last one shown. */
  describe({ counts, links, errors }: Pick<LiveFigures, 'counts' | 'links' | 'errors'>): string {
    const bus = links.map(({ name, state, overflows }) => {
      const lost = overflows > 0 ? `, ${overflows} overflows` : '';
      return `${name} ${state ?? 'not looked at'}${lost}`;
    });
    const rate = `${counts.frames - this.#frames} frames, ${this.#steps} steps`;
    if (!this.#last) return `${bus.join(', ')}; ${rate}`;
    const { state, reasons, steeringAngleDeg, inputAge } = this.#last;
    const angles = steeringAngleDeg ? Array.from(steeringAngleDeg, (deg) => deg.toFixed(1)).join(' ') : 'no angles';
    const age =
      inputAge === undefined || Number.isNaN(inputAge) ? '' : `, inputs ${Math.round(inputAge * 1000)} ms old`;
    return `${bus.join(', ')}; ${rate}; ${state} ${angles}${reasons.length > 0 ? ` (${reasons.join(', ')})` : ''}${age}${describeErrors(errors)}`;
  }
}

/** `; error 0.31° of late (persistence 0.92°, linear 0.90°)`: means over the steps ahead. */
function describeErrors(errors: LiveErrors | undefined): string {
  if (!errors) return '';
  const { model = [], ...others } = errors.mae;
  const mean = (perStep: readonly number[]) => perStep.reduce((sum, mae) => sum + mae, 0) / perStep.length;
  const degrees = (perStep: readonly number[]) => `${mean(perStep).toFixed(2)}°`;
  const beside = ['persistence', 'linear', 'response', 'bicycle'].flatMap((name) =>
    others[name] ? `${name} ${degrees(others[name])}` : [],
  );
  return `; error ${degrees(model)} of late (${beside.join(', ')})`;
}
