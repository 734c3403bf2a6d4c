import { refused } from '../../files/yaml-config.js';
import type { ConfigFault } from '../../files/config-faults.js';
import type { Dbc, DbcMessage } from '../dbc/dbc.js';
import { findMessage, nearest } from '../dbc/find-message.js';
import { compileChecksum } from './profile-checksum.js';
import type { ProfileMessage, VehicleProfile } from './vehicle-profile.js';

export type Resolved = { message: DbcMessage; signal: string };

/** What a profile names, found in the DBC. */
export type ProfileReferences = {
  /** `MESSAGE.SIGNAL` as the profile writes it → what it is */
  signals: ReadonlyMap<string, Resolved>;
  checks: ReadonlyMap<DbcMessage, ProfileMessage>;
};

/**
 * Looks everything up that the profile names; all that is missing is told at once, with the nearest names. `at` is the
 * file and line of a place in the profile.
 */
export function resolveReferences(
  { signals, messages }: VehicleProfile,
  dbc: Dbc,
  at: (keys: readonly PropertyKey[]) => string,
): ProfileReferences {
  const faults: ConfigFault[] = [];
  const fault = (keys: readonly string[], text: string) => faults.push({ keys, text: `${keys.join('.')}: ${text}` });
  const found = new Map<string, Resolved>();
  for (const [quantity, references] of namedSignals(signals)) {
    for (const reference of references) {
      const one = resolve(reference, dbc);
      if (typeof one === 'string') fault(['signals', quantity], one);
      else found.set(reference, one);
    }
  }
  const unresolved = faults.length; // whose messages are not known
  const wanted = new Set([...found.values()].map(({ message }) => message));
  const checks = new Map<DbcMessage, ProfileMessage>();
  for (const [written, check] of Object.entries(messages)) {
    const message = findMessage(dbc, written);
    const keys = ['messages', written];
    if (typeof message === 'string') {
      fault(keys, message);
      continue;
    }
    for (const [key, text] of checkFaults(check, message)) fault([...keys, key], text);
    if (unresolved === 0 && !wanted.has(message)) fault(keys, 'no signal of the profile is in this message');
    if (checks.has(message)) fault(keys, `${message.name} is here already, under another name`);
    checks.set(message, check);
  }
  if (faults.length > 0) throw refused(faults, at);
  return { signals: found, checks };
}

/** What a message has no place for. */
function checkFaults({ counter, checksum }: ProfileMessage, message: DbcMessage): [key: string, text: string][] {
  const faults: [string, string][] = [];
  if (counter && !hasSignal(message, counter.signal)) faults.push(['counter', missing(message, counter.signal)]);
  const bytes = checksum ? compileChecksum(checksum).minLength : 0;
  if (bytes > message.length) {
    faults.push([
      'checksum',
      `expected a message of at least ${bytes} bytes, got ${message.name} of ${message.length}`,
    ]);
  }
  return faults;
}

function namedSignals(signals: VehicleProfile['signals']): [quantity: string, references: string[]][] {
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
  `expected a signal of ${message.name} in ${message.file} (nearest: ${nearest(signal, message.signals)}), got ${signal}`;
