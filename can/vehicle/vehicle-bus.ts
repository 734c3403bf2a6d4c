import { steeringGain } from '../../core/known-gain.js';
import type { Reason } from '../../core/prediction.js';
import type { Moment, Signal } from './signal.js';
import type { VehicleSignals } from './vehicle-signals.js';
import type { Dbc, DbcMessage } from '../dbc/dbc.js';
import { frameKey, type CanFrame } from '../frame.js';
import type { BusMessage } from './bus-message.js';
import { busNotes } from './bus-notes.js';
import { resolveReferences, type ProfileReferences } from './profile-references.js';
import { PROFILE_UNITS, type QuantityName } from './profile-units.js';
import { Quantity } from './quantity.js';
import { SignalPart } from './signal-part.js';
import { DEFAULT_MESSAGE, speedFloorOf, type VehicleProfile } from './vehicle-profile.js';
import { WantedMessage } from './wanted-message.js';

/** A vehicle as its profile and its DBC tell it. */
export type Vehicle = {
  profile: VehicleProfile;
  dbc: Dbc;
  /** the profile's path, for messages to people */
  where: string;
  /** the file and line of a place in the profile, where it was read from one */
  at?: (keys: readonly PropertyKey[]) => string;
};

/** deg per 1/100 m, what the car's data sheet makes of its steering, where its profile has it. */
export function gainOf({ profile: { wheelbase, steeringRatio } }: Vehicle): number | undefined {
  if (wheelbase === undefined || steeringRatio === undefined) return undefined;
  return steeringGain({ wheelbase, steeringRatio });
}

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

/**
 * What one listener knows of a vehicle; frames change it. All messages are listened to on one interface, the first that
 * brings any of them, but for those whose interface the profile names. A profile that does not fit its DBC is an
 * InputError.
 */
export class VehicleBus {
  readonly signals: VehicleSignals;
  readonly quantities: readonly Quantity[];
  /** those that a prediction can't be without: see sampleOf */
  readonly #needed: ReadonlySet<Quantity>;
  /** m/s */
  readonly speedFloor: number;
  /** s */
  readonly positionLatency: number;
  readonly #messages: ReadonlyMap<number, BusMessage>;
  #channel: string | undefined;

  constructor({ profile, dbc, where, at = () => where }: Vehicle) {
    const { messages, findPart } = connect(resolveReferences(profile, dbc, at), profile);
    this.#messages = messages;
    this.positionLatency = profile.positionLatency;
    this.speedFloor = speedFloorOf(profile);
    const quantities: [field: keyof VehicleSignals, Quantity][] = [];
    // as: Object.keys forgets the names
    for (const name of Object.keys(PROFILE_UNITS) as QuantityName[]) {
      const given = profile.signals[name];
      if (given) quantities.push([FIELDS[name], Quantity.compile(name, given, findPart)]);
    }
    const { gear, ignition } = profile.signals;
    const addSwitch = (
      field: keyof VehicleSignals,
      name: string,
      given: Parameters<typeof Quantity.compileSwitch>[1],
    ) => quantities.push([field, Quantity.compileSwitch(name, given, findPart)]);
    if (gear) addSwitch('reverse', 'gear', { ...gear, values: gear.reverse });
    if (ignition) addSwitch('ignition', 'ignition', { ...ignition, values: ignition.on });
    this.quantities = quantities.map(([, quantity]) => quantity);
    const needed = ['steeringAngleDeg', 'vEgo', 'reverse', profile.signals.curvature ? 'curvature' : 'yawRate'];
    this.#needed = new Set(quantities.flatMap(([field, quantity]) => (needed.includes(field) ? quantity : [])));
    for (const quantity of this.quantities) {
      for (const { message } of quantity.parts) {
        const made = messages.get(keyOf(message.decoder.message))!.quantities;
        if (!made.includes(quantity)) made.push(quantity);
      }
    }
    const fields: Partial<Record<keyof VehicleSignals, Signal>> = {};
    for (const [field, { signal }] of quantities) fields[field] = signal;
    this.signals = fields as VehicleSignals; // as: the schema wants steering, speed and one of the paths
  }

  /** The messages that values are read from, with their interfaces where the profile names them. */
  get wanted(): { id: number; extended: boolean; channel: string | undefined }[] {
    return [...this.#messages.values()].map(({ wanted, channel }) => {
      const { id, extended } = wanted.decoder.message;
      return { id, extended, channel };
    });
  }

  /** What there is to say of the bus beside what becomes of its frames. */
  get notes(): readonly string[] {
    return busNotes([...this.#messages.values()], this.quantities);
  }

  /** What has no young value, each in a few words. Of what a prediction can do without, only what has come before. */
  absences(at: Moment): string[] {
    const told = this.quantities.filter((quantity) => quantity.hasCome || this.#needed.has(quantity));
    const absent = told.map(({ signal, label }) => ({ label, absence: signal.absence(at) }));
    return Object.entries(ABSENCES).flatMap(([reason, word]) => {
      const labels = absent.flatMap(({ label, absence }) => (absence === reason ? label : []));
      return labels.length > 0 ? `${word}: ${labels.join(', ')}` : [];
    });
  }

  /** undefined for unwanted ids, another interface, error and remote frames. */
  find(frame: CanFrame): BusMessage | undefined {
    const found = this.#messages.get(frameKey(frame.id, frame.extended));
    if (!found || frame.error || frame.remote) return undefined;
    const { channel } = frame;
    if (channel === (found.channel ?? (this.#channel ??= channel))) return found;
    found.elsewhere.set(channel, (found.elsewhere.get(channel) ?? 0) + 1);
    return undefined;
  }

  /** Brings a taken frame's values to the quantities; `onFault` hears of values that are not taken. */
  refresh({ parts, quantities }: BusMessage, timeUs: number, onFault: (quantity: string, fault: Reason) => void): void {
    for (let p = 0; p < parts.length; p++) parts[p]!.arrive(timeUs);
    for (let q = 0; q < quantities.length; q++) {
      const quantity = quantities[q]!;
      if (!hasNews(quantity, parts)) continue;
      const fault = quantity.refresh(timeUs);
      if (fault) onFault(quantity.name, fault);
    }
  }

  /**
   * The clock was set to `timeUs`: what was learned of periods stays, stamps do not, nor the values of cyclic messages.
   * Those sent on change hold until they change, as if they had come at `timeUs`.
   */
  restart(timeUs: number): void {
    for (const { wanted, parts } of this.#messages.values()) {
      wanted.restart();
      for (const part of parts) part.restart(timeUs);
    }
    for (const signal of Object.values(this.signals)) signal.restart(timeUs);
  }
}

/** Why there is no young value, in a word. */
const ABSENCES = { SIGNAL_AWAITED: 'awaited', SIGNAL_LATE: 'late', SIGNAL_LOST: 'lost' };

/** Whether one of these parts brought the quantity something. A plain loop: this runs at every frame. */
function hasNews({ parts }: Quantity, of: readonly SignalPart[]): boolean {
  for (let k = 0; k < parts.length; k++) if (parts[k]!.isNew && of.includes(parts[k]!)) return true;
  return false;
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
    const check = checks.get(message) ?? DEFAULT_MESSAGE;
    const wanted = new WantedMessage(message, [...set], check);
    const parts = [...set].map((_, index) => new SignalPart(wanted, index));
    const bus = { channel: check.channel ?? channel, elsewhere: new Map() };
    messages.set(keyOf(message), { wanted, parts, quantities: [], ...bus });
    [...set].forEach((signal, index) => found.set(`${keyOf(message)}.${signal}`, parts[index]!));
  }
  const findPart = (reference: string) => {
    const { message, signal } = signals.get(reference)!; // resolved, else the profile was refused
    return found.get(`${keyOf(message)}.${signal}`)!;
  };
  return { messages, findPart };
}
