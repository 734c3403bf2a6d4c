import type { CanFrame } from '../can/frame.js';
import { IntervalStatistics } from '../can/log/interval-statistics.js';
import { FrameSampler } from '../can/vehicle/frame-sampler.js';
import { PROFILE_UNITS } from '../can/vehicle/profile-units.js';
import type { Quantity } from '../can/vehicle/quantity.js';
import type { Vehicle } from '../can/vehicle/vehicle-bus.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import { SignalCheck } from '../drives/signal-check.js';
import { counted } from '../core/counted.js';
import { DEFAULT_DT } from './drive-options.js';
import { judgedLines } from './judged-lines.js';
import { textTable } from './text-table.js';

/** What a log has of one quantity of a profile, values as they are taken: SI, angles in deg, left positive. */
type QuantityFigures = {
  quantity: string;
  from: string[];
  unit: string;
  values: number;
  /** s; from the log's first frame on for `first` and `last` */
  period: number;
  first: number;
  last: number;
  longest: number;
  gaps: number;
  min: number;
  max: number;
  /** what was wrong with its values and its messages, and how often */
  faults: Record<string, number>;
};
type ProfileFigures = {
  name: string;
  where: string;
  quantities: QuantityFigures[];
  steps: { count: number; valid: number; reasons: Record<string, number> };
  notes: string;
  remarks: string[];
  /** of signs and units: what holds together, and what nothing in the log could show */
  agreeing: string[];
  unchecked: string[];
};

/** Whether a vehicle profile fits a log: what comes of its quantities as the car would take them, and what of the steps. */
export class ProfileFit {
  readonly #vehicle: Vehicle;
  readonly #sampler: FrameSampler;
  readonly #check = new SignalCheck();
  readonly #values: ReadonlyMap<Quantity, TakenValues>;
  readonly #steps = { count: 0, valid: 0, reasons: {} as Record<string, number> };
  #beginUs = NaN;

  constructor(vehicle: Vehicle) {
    this.#vehicle = vehicle;
    this.#sampler = new FrameSampler(vehicle, { dt: DEFAULT_DT });
    this.#values = new Map(this.#sampler.quantities.map((quantity) => [quantity, new TakenValues()]));
  }

  add(frame: CanFrame): void {
    if (Number.isNaN(this.#beginUs)) this.#beginUs = frame.timestampUs;
    for (const sample of this.#sampler.push(frame)) this.#step(sample);
    for (const [{ signal }, values] of this.#values) values.see(signal.stampUs, signal.value);
  }

  /** After the last frame. */
  end(): ProfileFigures {
    for (const sample of this.#sampler.end()) this.#step(sample);
    const { counts } = this.#sampler;
    const { doubts, agreeing, unchecked } = this.#check.judgement;
    return {
      name: this.#vehicle.profile.name,
      where: this.#vehicle.where,
      quantities: [...this.#values].map(([quantity, values]) => this.#figuresOf(quantity, values)),
      steps: this.#steps,
      notes: counts.describe(),
      remarks: doubts.map(({ text }) => text),
      agreeing,
      unchecked,
    };
  }

  #step(sample: VehicleSample): void {
    const { reasons } = this.#steps;
    this.#steps.count++;
    if (sample.valid) this.#steps.valid++;
    else for (const reason of sample.reasons ?? []) reasons[reason] = (reasons[reason] ?? 0) + 1;
    this.#check.add(sample);
  }

  #figuresOf({ name, parts }: Quantity, { intervals, min, max }: TakenValues): QuantityFigures {
    const messages = new Set(parts.map(({ message }) => message.decoder.message.name));
    const faults: Record<string, number> = {};
    for (const [key, count] of this.#sampler.counts.faults) {
      const [reason = '', of = ''] = key.split(' ');
      if (of === name || messages.has(of)) faults[reason] = (faults[reason] ?? 0) + count;
    }
    const { count, period, firstUs, lastUs, longest, gaps } = intervals;
    const seconds = (timeUs: number) => (timeUs - this.#beginUs) / 1e6;
    const units: Record<string, Record<string, number>> = PROFILE_UNITS;
    return {
      quantity: name,
      from: [...messages],
      unit: Object.keys(units[name] ?? {})[0] ?? '',
      values: count,
      ...{ period, first: seconds(firstUs), last: seconds(lastUs), longest: longest / 1e6, gaps, min, max, faults },
    };
  }
}

/** The values of one quantity that were taken, each by its stamp. */
class TakenValues {
  readonly intervals = new IntervalStatistics();
  min = NaN;
  max = NaN;

  see(stampUs: number, value: number): void {
    if (Number.isNaN(stampUs) || stampUs === this.intervals.lastUs) return;
    this.intervals.add(stampUs);
    if (!(value >= this.min)) this.min = value;
    if (!(value <= this.max)) this.max = value;
  }
}

const number = (value: number, digits: number) =>
  Number.isNaN(value) ? '' : String(Number(value.toPrecision(digits)));

export function describeFit({ name, where, quantities, steps, notes, remarks, ...judged }: ProfileFigures): string {
  const rows = quantities.map(
    ({ quantity, from, unit, values, period, first, last, longest, gaps, min, max, faults }) => [
      quantity,
      from.join(', '),
      values > 0 ? unit : 'never came',
      String(values),
      number(1 / period, 3),
      values > 0 ? `${first.toFixed(1)} … ${last.toFixed(1)}` : '',
      String(gaps),
      values > 1 ? longest.toFixed(2) : '',
      number(min, 4),
      number(max, 4),
      Object.entries(faults)
        .map(([reason, count]) => `${count} ${reason} (${percent(count / (values + count))})`)
        .join(', ') || 'none',
    ],
  );
  const why = Object.entries(steps.reasons).sort(([, one], [, other]) => other - one);
  const invalid =
    why.length > 0 ? `; the others: ${why.map(([reason, count]) => `${count} ${reason}`).join(', ')}` : '';
  const head = `as ${where} ("${name}") reads it:`;
  if (steps.count === 0) {
    const isForeign = quantities.every(({ values }) => values === 0);
    const what = isForeign ? 'none of its messages is in the log' : `no step of ${DEFAULT_DT} s can be made of it`;
    return `${head} ${what}\n${notes}`;
  }
  const doubts = remarks.map((one) => `remark: ${one}`);
  return [
    `${head} ${counted(steps.count, 'step')} of ${DEFAULT_DT} s, ${steps.valid} valid (${percent(steps.valid / steps.count)})${invalid}`,
    notes,
    '',
    textTable(
      [['quantity', 'from', 'unit', 'values', 'Hz', 'seconds', 'gaps', 'longest s', 'min', 'max', 'faults'], ...rows],
      3,
    ),
    '',
    ...doubts,
    ...(steps.valid > 0 ? judgedLines(judged) : ['no step is valid, so signs are not judged']),
  ].join('\n');
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
