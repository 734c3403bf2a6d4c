import { InputError } from './input-error.js';
import type { VehicleSample } from './vehicle-sample.js';

/** Signals that a feature can be taken from, with the unit in which the model gets it. */
export const CHANNEL_UNITS = { curvature: '1/m', vEgo: 'm/s', steeringAngleDeg: 'deg' } as const;
export type Channel = keyof typeof CHANNEL_UNITS;

export type Horizon = { historyLength: number; horizonSteps: number };

/** `name[i-5]`, …: the value at steps from … to−1, where now is i−1 and the first predicted step is i. */
const atSteps = (name: string, from: number, to: number) =>
  Array.from({ length: to - from }, (_, k) => `${name}[i${from + k < 0 ? '' : '+'}${from + k}]`);

/**
 * Feature names in the article's order: curvature, speed and steering of the past (oldest first), curvature ahead.
 * `vEgo[i-5]` is the speed five samples before step i; now is i−1, the first predicted step is i.
 */
export function featureNames({ historyLength, horizonSteps }: Horizon): string[] {
  const past = (channel: Channel) => atSteps(channel, -historyLength, 0);
  return [...past('curvature'), ...past('vEgo'), ...past('steeringAngleDeg'), ...atSteps('curvature', 0, horizonSteps)];
}

/** The article's features and, behind them, what the car's driving so far makes of the step. */
export function adaptedFeatureNames(horizon: Horizon): string[] {
  const { historyLength, horizonSteps } = horizon;
  return [
    ...featureNames(horizon),
    ...atSteps('equivalentSteeringDeg', -historyLength, horizonSteps),
    ...atSteps('forecastChangeDeg', 0, horizonSteps),
  ];
}

/** What this car's driving so far makes of one step, deg. */
export type Adapted = {
  /** at the window's samples, oldest first, and then at the steps ahead: see steering-response */
  equivalentSteeringDeg: Float64Array;
  /** change from now at each step ahead, from road and steering, quickly and slowly learned, and from steering alone: see adaptation */
  forecastChangeDeg: Float64Array;
  lastingChangeDeg: Float64Array;
  trendChangeDeg: Float64Array;
};

/** Writes one step's features; `window` oldest first, `preview` in 1/m from step i on. */
export type FeatureWriter = (
  window: readonly VehicleSample[],
  preview: readonly number[],
  out: number[] | Float64Array,
  offset: number,
  adapted?: Adapted,
) => void;

/** Names → a writer of their values; a name that this contract does not know is refused. */
export function compileFeatures(names: readonly string[], horizon: Horizon): FeatureWriter {
  const sources = names.map((name) => parseFeature(name, horizon));
  return (window, preview, out, offset, adapted) => {
    for (let f = 0; f < sources.length; f++) {
      const { name, index } = sources[f]!;
      const sample = window[Math.min(index, window.length - 1)]!;
      // each name apart: to look a property up by a name that changes takes ten times as long
      switch (name) {
        case 'curvature':
          out[offset + f] = index < window.length ? sample.curvature : preview[index - window.length]!;
          break;
        case 'vEgo':
          out[offset + f] = sample.vEgo;
          break;
        case 'steeringAngleDeg':
          out[offset + f] = sample.steeringAngleDeg;
          break;
        case 'equivalentSteeringDeg':
          out[offset + f] = adapted!.equivalentSteeringDeg[index]!;
          break;
        case 'forecastChangeDeg':
          out[offset + f] = adapted!.forecastChangeDeg[index]!;
          break;
        case 'lastingChangeDeg':
          out[offset + f] = adapted!.lastingChangeDeg[index]!;
          break;
        case 'trendChangeDeg':
          out[offset + f] = adapted!.trendChangeDeg[index]!;
      }
    }
  };
}

/** Whether a feature is made of what is learned as the car drives. */
export const isAdapted = (name: string) => /^(equivalentSteering|(forecast|lasting|trend)Change)Deg\[/.test(name);

/** `index` counts through the window's samples and then through the preview; for the forecast, through the steps ahead. */
function parseFeature(feature: string, horizon: Horizon): { name: Channel | keyof Adapted; index: number } {
  const { historyLength, horizonSteps } = horizon;
  const first: Record<Channel | keyof Adapted, number> = {
    curvature: -historyLength,
    vEgo: -historyLength,
    steeringAngleDeg: -historyLength,
    equivalentSteeringDeg: -historyLength,
    forecastChangeDeg: 0,
    lastingChangeDeg: 0,
    trendChangeDeg: 0,
  };
  const [, name, at] = /^(\w+)\[i([+-]\d+)\]$/.exec(feature) ?? [];
  const step = Number(at);
  const past = name === 'vEgo' || name === 'steeringAngleDeg';
  const known = name !== undefined && Object.hasOwn(first, name);
  const begin = first[name as keyof typeof first]; // as: undefined where it is not known, which no step is above
  if (!known || !(step >= begin && step < (past ? 0 : horizonSteps))) {
    const channels = `${Object.keys(CHANNEL_UNITS).join(', ')} at [i-${historyLength}] … [i-1]`;
    const expected = `${channels}, curvature or equivalentSteeringDeg up to [i+${horizonSteps - 1}], forecastChangeDeg, lastingChangeDeg or trendChangeDeg ahead`;
    throw new InputError(`expected a feature of ${expected}, got "${feature}"`);
  }
  return { name: name as Channel | keyof Adapted, index: step - begin }; // as: hasOwn above has checked it
}
