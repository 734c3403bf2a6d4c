import type { LiveErrors, Prediction, Reason, State } from '../core/prediction.js';
import type { LiveFigures } from './live-run.js';
import type { ModelUnderTrial } from './models-in-use.js';
import type { InputExcess } from './range-excess.js';
import type { StateCounts } from './state-counts.js';

const MICROSECONDS_PER_MS = 1000;

/** What does not change while a configuration is in use. */
export type RunIdentity = {
  version: string;
  config: string;
  vehicle: string;
  model: { name: string; path: string; sha256: string };
  /** where predictions are sent, and as which message; null where nothing is sent */
  message: { interface: string; id: string; format: string } | null;
  /** path of the record; null where nothing is recorded */
  record: string | null;
};

/** How a run is, for whoever asks: `status`, a page, metrics. Times in the units that their names say. */
export type RunReport = RunIdentity & {
  pid: number;
  uptimeSeconds: number;
  /** what is late in the loop; a run that is healthy has nothing here */
  overdue: string[];
  /** null before the first prediction */
  state: State | null;
  reasons: readonly Reason[];
  /** whether the car is parked, as far as it tells: see parked-watch */
  parked: boolean;
  /** s; null where it is not known */
  inputAge: number | null;
  predictions: { rate: number; states: Record<State, number>; reasons: Partial<Record<Reason, number>> };
  /** from a closed step to its prediction, sent */
  latencyMs: { p50: number; p99: number; max: number };
  links: { name: string; state: string; overflows: number }[];
  frames: { total: number; wanted: number; faults: Record<string, number>; overdue: Record<string, number> };
  output: { sent: number; replaced: number; isListening: boolean } | null;
  errors: LiveErrors | null;
  /** each input that left the range that the model was trained on: in how many steps, and how far */
  outOfRange: InputExcess[];
  /** the new model that is in shadow or on probation; null where there is none */
  trial: ModelUnderTrial | null;
  /** why the last reload was refused; null where none was */
  refusedReload: string | null;
};

type Inputs = {
  identity: RunIdentity;
  figures: LiveFigures;
  counts: StateCounts;
  last: Prediction | undefined;
  rate: number;
  uptimeSeconds: number;
  trial: ModelUnderTrial | undefined;
  refusedReload: string | null;
  parked: boolean;
};

export function reportOf({ identity, figures, counts, last, ...rest }: Inputs): RunReport {
  const { links, output, watch, errors, excess, counts: frames } = figures;
  const { inputAge } = last ?? {};
  const ms = (microseconds: number) => microseconds / MICROSECONDS_PER_MS;
  const { latency } = watch;
  return {
    ...identity,
    pid: process.pid,
    uptimeSeconds: rest.uptimeSeconds,
    overdue: watch.overdue(),
    state: last?.state ?? null,
    reasons: last?.reasons ?? [],
    parked: rest.parked,
    inputAge: inputAge === undefined || Number.isNaN(inputAge) ? null : inputAge,
    predictions: { rate: rest.rate, states: counts.states, reasons: Object.fromEntries(counts.reasons) },
    latencyMs: { p50: ms(latency.percentile(50)), p99: ms(latency.percentile(99)), max: ms(latency.max) },
    links: links.map(({ name, state, overflows }) => ({ name, state: state ?? 'not looked at', overflows })),
    frames: {
      total: frames.frames,
      wanted: frames.wanted,
      faults: Object.fromEntries(frames.faults),
      overdue: Object.fromEntries(frames.overdueSignals),
    },
    output: output ? { sent: output.sent, replaced: output.replaced, isListening: output.isListening } : null,
    errors: errors ?? null,
    outOfRange: excess.inputs,
    trial: rest.trial ?? null,
    refusedReload: rest.refusedReload,
  };
}
