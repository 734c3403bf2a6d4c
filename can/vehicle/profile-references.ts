import { InputError } from '../../core/input-error.js';
import type { Dbc, DbcMessage } from '../dbc/dbc.js';
import { findMessage, nearest } from '../dbc/find-message.js';
import type { ProfileMessage, VehicleProfile } from './vehicle-profile.js';

export type Resolved = { message: DbcMessage; signal: string };

/** What a profile names, found in the DBC. */
export type ProfileReferences = {
  /** `MESSAGE.SIGNAL` as the profile writes it → what it is */
  signals: ReadonlyMap<string, Resolved>;
  checks: ReadonlyMap<DbcMessage, ProfileMessage>;
};

/** Looks everything up that the profile names; all that is missing is told at once, with the nearest names. */
export function resolveReferences(profile: VehicleProfile, dbc: Dbc, where: string): ProfileReferences {
  const faults: string[] = [];
  const signals = new Map<string, Resolved>();
  for (const [quantity, references] of namedSignals(profile)) {
    for (const reference of references) {
      const found = resolve(reference, dbc);
      if (typeof found === 'string') faults.push(`signals.${quantity}: ${found}`);
      else signals.set(reference, found);
    }
  }
  const unresolved = faults.length; // whose messages are not known
  const wanted = new Set([...signals.values()].map(({ message }) => message));
  const checks = new Map<DbcMessage, ProfileMessage>();
  for (const [written, check] of Object.entries(profile.messages)) {
    const message = findMessage(dbc, written);
    const signal = check.counter?.signal;
    if (typeof message === 'string') faults.push(`messages: ${message}`);
    else if (signal !== undefined && !hasSignal(message, signal)) {
      faults.push(`messages.${written}.counter: ${missing(message, signal)}`);
    } else if (unresolved === 0 && !wanted.has(message)) {
      faults.push(`messages.${written}: no signal of the profile is in this message`);
    } else if (checks.has(message)) {
      faults.push(`messages.${written}: ${message.name} is here already, under another name`);
    } else checks.set(message, check);
  }
  if (faults.length > 0) throw new InputError(`${faults.join('\n  ')} (${where})`);
  return { signals, checks };
}

function namedSignals({ signals }: VehicleProfile): [quantity: string, references: string[]][] {
  return Object.entries(signals).map(([quantity, given]) => {
    const { signal, sum, mean, validWhen, signFrom } = { sum: [], mean: [], signFrom: undefined, ...given };
    return [
      quantity,
      [signal, ...sum, ...mean, validWhen?.signal, signFrom?.signal].filter((one) => one !== undefined),
    ];
  });
}

function resolve(reference: string, dbc: Dbc): Resolved | string {
  const [written, signal] = reference.split('.') as [string, string]; // as: the schema has checked the form
  const message = findMessage(dbc, written);
  if (typeof message === 'string') return message;
  return hasSignal(message, signal) ? { message, signal } : missing(message, signal);
}

const hasSignal = (message: DbcMessage, signal: string) => message.signals.some(({ name }) => name === signal);

const missing = (message: DbcMessage, signal: string) =>
  `no signal ${signal} in ${message.name} of ${message.file}; nearest: ${nearest(signal, message.signals)}`;
