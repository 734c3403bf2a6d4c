import type { Reason } from '../../core/prediction.js';
import { formatId } from '../frame.js';
import { Signal } from './signal.js';
import { PROFILE_UNITS, type QuantityName } from './profile-units.js';
import type { SignalPart } from './signal-part.js';
import type { ProfileQuantity, VehicleProfile } from './vehicle-profile.js';

type Gear = NonNullable<VehicleProfile['signals']['gear']>;
type Switch = Pick<Gear, 'signal' | 'validWhen'> & { values: readonly number[] };
type Condition = { part: SignalPart; values: readonly number[] };
type Quality = { validWhen?: Condition | undefined; signFrom?: Condition | undefined };
type FindPart = (reference: string) => SignalPart;

/** One quantity of a profile: signals of the bus → one value in the unit of a VehicleSample, left positive. */
export class Quantity {
  readonly name: string;
  /** its name and its messages, for people */
  readonly label: string;
  readonly signal: Signal;
  /** what the value is made of */
  readonly parts: readonly SignalPart[];
  /** whether any value of it was taken */
  hasCome = false;
  readonly #convert: (parts: readonly SignalPart[], isNegative: boolean) => number;
  readonly #quality: Quality;

  private constructor(
    name: string,
    parts: readonly SignalPart[],
    { convert, limits, ...quality }: Quality & { convert: Convert; limits?: ConstructorParameters<typeof Signal>[1] },
  ) {
    this.name = name;
    this.parts = parts;
    const messages = parts.map(({ message }) => message.decoder.message);
    const labels = new Set(messages.map(({ name, id }) => `${name} ${formatId(id)}`));
    this.label = `${name} (${[...labels].join(', ')})`;
    this.signal = new Signal([...new Set(parts.map((part) => part.message.timing))], limits);
    this.#convert = convert;
    this.#quality = quality;
  }

  static compile(name: QuantityName, given: ProfileQuantity, find: FindPart): Quantity {
    const units: Record<string, number> = PROFILE_UNITS[name];
    const scale = units[given.unit]!;
    const parts = (given.sum ?? given.mean ?? [given.signal!]).map(find);
    const divisor = given.mean ? parts.length : 1;
    const { offset = 0, range, maxRate, smoothing, positive, validWhen, signFrom } = given;
    const turned = positive === 'right' ? -scale : scale;
    return new Quantity(name, parts, {
      validWhen: validWhen && { part: find(validWhen.signal), values: validWhen.equals },
      signFrom: signFrom && { part: find(signFrom.signal), values: signFrom.negative },
      limits: {
        range: range && [range[0] * scale, range[1] * scale],
        maxRate: maxRate && maxRate * scale,
        smoothing,
      },
      convert: (parts, isNegative) => {
        let sum = 0;
        for (let p = 0; p < parts.length; p++) sum += parts[p]!.value;
        return ((isNegative ? -sum : sum) / divisor + offset) * turned;
      },
    });
  }

  /** 1 where the signal has one of the values, else 0. */
  static compileSwitch(name: string, { signal, values, validWhen }: Switch, find: FindPart): Quantity {
    return new Quantity(name, [find(signal)], {
      validWhen: validWhen && { part: find(validWhen.signal), values: validWhen.equals },
      convert: ([part]) => (values.includes(part!.value) ? 1 : 0),
    });
  }

  /** A part of the quantity came at `timeUs`; returns why its value is not taken. */
  refresh(timeUs: number): Reason | undefined {
    let stampUs = timeUs;
    for (let p = 0; p < this.parts.length; p++) stampUs = Math.min(stampUs, this.parts[p]!.stampUs);
    if (Number.isNaN(stampUs)) return undefined; // the others are awaited
    const { validWhen, signFrom } = this.#quality;
    const isUsable = (!validWhen || holds(validWhen, timeUs)) && (!signFrom || signFrom.part.isAlive(timeUs));
    if (!isUsable) return this.signal.remark('SIGNAL_UNAVAILABLE');
    const isNegative = signFrom !== undefined && holds(signFrom, timeUs);
    const fault = this.signal.offer(this.#convert(this.parts, isNegative), timeUs, stampUs);
    this.hasCome ||= fault === undefined;
    return fault;
  }
}

type Convert = (parts: readonly SignalPart[], isNegative: boolean) => number;

const holds = ({ part, values }: Condition, timeUs: number) => part.isAlive(timeUs) && values.includes(part.value);
