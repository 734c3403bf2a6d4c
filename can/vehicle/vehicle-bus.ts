import type { Reason } from '../../core/prediction.js';
import type { Signal } from '../../core/signal.js';
import type { VehicleSignals } from '../../core/vehicle-signals.js';
import type { Dbc, DbcMessage } from '../dbc/dbc.js';
import { frameKey, type CanFrame } from '../frame.js';
import { resolveReferences, type ProfileReferences } from './profile-references.js';
import { PROFILE_UNITS, type QuantityName } from './profile-units.js';
import { Quantity } from './quantity.js';
import { SignalPart } from './signal-part.js';
import { DEFAULT_MESSAGE, SPEED_FLOOR, type VehicleProfile } from './vehicle-profile.js';
import { WantedMessage } from './wanted-message.js';

/** A vehicle as its profile and its DBC tell it; `where` is the profile's path, for messages to people. */
export type Vehicle = { profile: VehicleProfile; dbc: Dbc; where: string };

/** A wanted message and what is made of it. */
export type BusMessage = { wanted: WantedMessage; parts: SignalPart[]; quantities: Set<Quantity> };

/** The profile's names → the fields of a sample. */
const FIELDS = {
  steering: 'steeringAngleDeg',
  speed: 'vEgo',
  curvature: 'curvature',
  yawRate: 'yawRate',
  lateralAcceleration: 'aLat',
  latitude: 'latitude',
  longitude: 'longitude',
  laneCurvature: 'laneCurvature',
  laneCurvatureRate: 'laneCurvatureRate',
  odometer: 'odometer',
} as const satisfies Record<QuantityName, keyof VehicleSignals>;

/** What one listener knows of a vehicle; frames change it. A profile that does not fit its DBC is an InputError. */
export class VehicleBus {
  readonly signals: VehicleSignals;
  /** m/s */
  readonly speedFloor: number;
  readonly #messages: ReadonlyMap<number, BusMessage>;

  constructor({ profile, dbc, where }: Vehicle) {
    const { messages, findPart } = connect(resolveReferences(profile, dbc, where), profile);
    this.#messages = messages;
    this.speedFloor = profile.speedFloor ?? (profile.signals.curvature ? 0 : SPEED_FLOOR);
    const quantities: [field: keyof VehicleSignals, Quantity][] = [];
    for (const name of Object.keys(PROFILE_UNITS) as QuantityName[]) {
      // as: Object.keys forgets the names
      const given = profile.signals[name];
      if (given) quantities.push([FIELDS[name], Quantity.compile(name, given, findPart)]);
    }
    const { gear } = profile.signals;
    if (gear) quantities.push(['reverse', Quantity.compileReverse(gear, findPart)]);
    for (const [, quantity] of quantities) {
      for (const { message } of quantity.parts) messages.get(keyOf(message.decoder.message))!.quantities.add(quantity);
    }
    const fields: Partial<Record<keyof VehicleSignals, Signal>> = {};
    for (const [field, { signal }] of quantities) fields[field] = signal;
    this.signals = fields as VehicleSignals; // as: the schema wants steering, speed and one of the paths
  }

  /** The messages that values are read from, with their interfaces where the profile names them. */
  get wanted(): { id: number; extended: boolean; channel: string | undefined }[] {
    return [...this.#messages.values()].map(({ wanted }) => {
      const { id, extended } = wanted.decoder.message;
      return { id, extended, channel: wanted.channel };
    });
  }

  /** undefined for unwanted ids, another interface, error and remote frames. */
  find(frame: CanFrame): BusMessage | undefined {
    const found = this.#messages.get(frameKey(frame.id, frame.extended));
    return found && !frame.error && !frame.remote && found.wanted.isMine(frame) ? found : undefined;
  }

  /** Brings a taken frame's values to the quantities; `onFault` hears of values that are not taken. */
  refresh({ parts, quantities }: BusMessage, timeUs: number, onFault: (quantity: string, fault: Reason) => void): void {
    for (const part of parts) part.arrive(timeUs);
    for (const quantity of quantities) {
      if (!quantity.parts.some((part) => part.isNew && parts.includes(part))) continue;
      const fault = quantity.refresh(timeUs);
      if (fault) onFault(quantity.name, fault);
    }
  }

  /** The clock stepped: what was learned of periods stays, values and stamps do not. */
  restart(): void {
    for (const { wanted, parts } of this.#messages.values()) {
      wanted.restart();
      for (const part of parts) part.restart();
    }
    for (const signal of Object.values(this.signals)) signal.restart();
  }
}

const keyOf = ({ id, extended }: DbcMessage) => frameKey(id, extended);

/** One decoder for each message, one part for each signal that the profile names. */
function connect({ signals, checks }: ProfileReferences, { channel }: VehicleProfile) {
  const names = new Map<DbcMessage, Set<string>>();
  for (const { message, signal } of signals.values()) {
    names.set(message, (names.get(message) ?? new Set()).add(signal));
  }
  const messages = new Map<number, BusMessage>();
  const found = new Map<string, SignalPart>();
  for (const [message, set] of names) {
    const wanted = new WantedMessage(message, [...set], { channel, ...(checks.get(message) ?? DEFAULT_MESSAGE) });
    const parts = [...set].map((_, index) => new SignalPart(wanted, index));
    messages.set(keyOf(message), { wanted, parts, quantities: new Set() });
    [...set].forEach((signal, index) => found.set(`${keyOf(message)}.${signal}`, parts[index]!));
  }
  const findPart = (reference: string) => {
    const { message, signal } = signals.get(reference)!; // resolved, else the profile was refused
    return found.get(`${keyOf(message)}.${signal}`)!;
  };
  return { messages, findPart };
}
