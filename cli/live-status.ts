import type { LiveErrors, Prediction } from '../core/prediction.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import type { LiveFigures } from '../runtime/live-run.js';
import { counted } from '../core/counted.js';

type Shown = Pick<LiveFigures, 'counts' | 'links' | 'sample' | 'absences' | 'errors' | 'excess'>;

/** What a run shows of itself, line by line on stderr: how the bus is, what it says, what is predicted, and what is amiss. */
export class LiveStatus {
  #last: Prediction | undefined;
  #steps = 0;
  #frames = 0;
  #faults = new Map<string, number>();

  add(prediction: Prediction): void {
    this.#last = prediction;
    this.#steps++;
  }

  show(figures: Shown): void {
    console.error(this.next(figures));
  }

  /** One line, with what came since the one before. */
  next({ counts, links, sample, absences, errors, excess }: Shown): string {
    const bus = links.map(({ name, state, overflows }) => {
      const lost = overflows > 0 ? ` (${overflows} overflows in the controller)` : '';
      return `${name} ${state ?? 'not looked at'}${lost}`;
    });
    const parts = [
      `${bus.join(', ')}, ${counted(counts.frames - this.#frames, 'frame')}, ${counted(this.#steps, 'step')}`,
      ...(sample && this.#last ? describeSample(sample, this.#last) : []),
      ...(this.#last ? [describePrediction(this.#last)] : []),
      ...(this.#last?.reasons.includes('OUT_OF_RANGE') ? excess.inputs.map(({ told }) => told) : []),
      ...describeErrors(errors),
      ...absences,
      ...newFaults(counts.faults, this.#faults),
    ];
    this.#steps = 0;
    this.#frames = counts.frames;
    this.#faults = new Map(counts.faults);
    return parts.join('; ');
  }
}

function describeSample({ vEgo, steeringAngleDeg, curvature }: VehicleSample, { inputAge }: Prediction): string[] {
  const values = [
    [vEgo, 1, 'm/s'],
    [steeringAngleDeg, 1, 'deg'],
    [curvature, 5, '1/m'],
  ] as const;
  if (values.every(([value]) => Number.isNaN(value))) return [];
  const shown = values.map(([value, digits, unit]) => `${Number.isNaN(value) ? '–' : value.toFixed(digits)} ${unit}`);
  const age = inputAge === undefined || Number.isNaN(inputAge) ? '' : `, ${Math.round(inputAge * 1000)} ms old`;
  return [`${shown.join(', ')}${age}`];
}

function describePrediction({ state, reasons, steeringAngleDeg }: Prediction): string {
  const angles = steeringAngleDeg ? Array.from(steeringAngleDeg, (deg) => deg.toFixed(1)).join(' ') : 'no angles';
  return `${state} ${angles}${reasons.length > 0 ? ` (${reasons.join(', ')})` : ''}`;
}

/** `error 0.31° of late (persistence 0.92°, linear 0.90°)`: means over the steps ahead. */
function describeErrors(errors: LiveErrors | undefined): string[] {
  if (!errors) return [];
  const { model = [], ...others } = errors.mae;
  const mean = (perStep: readonly number[]) => perStep.reduce((sum, mae) => sum + mae, 0) / perStep.length;
  const degrees = (perStep: readonly number[]) => `${mean(perStep).toFixed(2)}°`;
  const beside = ['persistence', 'linear', 'response', 'bicycle'].flatMap((name) =>
    others[name] ? `${name} ${degrees(others[name])}` : [],
  );
  return [`error ${degrees(model)} of late (${beside.join(', ')})`];
}

/** `3 CHECKSUM SPEED`: faults that came since. */
function newFaults(now: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>): string[] {
  return [...now].flatMap(([name, count]) => {
    const more = count - (before.get(name) ?? 0);
    return more > 0 ? `${more} ${name}` : [];
  });
}
