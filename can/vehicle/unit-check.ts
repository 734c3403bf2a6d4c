import { resolveReferences } from './profile-references.js';
import { PROFILE_UNITS } from './profile-units.js';
import type { Vehicle } from './vehicle-bus.js';

/** How DBC files write units that are named otherwise here. */
const SPELLINGS: Record<string, string> = {
  '°': 'deg',
  degree: 'deg',
  degrees: 'deg',
  '°/s': 'deg/s',
  'deg/sec': 'deg/s',
  'degrees/s': 'deg/s',
  kph: 'km/h',
  kmh: 'km/h',
  'm/s^2': 'm/s2',
  'm/s²': 'm/s2',
  'm/s/s': 'm/s2',
  'm/sec2': 'm/s2',
};
const KNOWN: ReadonlySet<string> = new Set(Object.values(PROFILE_UNITS).flatMap((units) => Object.keys(units)));

/** Quantities whose unit in the profile is not the one that the DBC states, be it of their kind or not; one line for each. */
export function unitRemarks({ profile, dbc, where, at = () => where }: Vehicle): string[] {
  const references = resolveReferences(profile, dbc, at);
  return Object.entries(profile.signals).flatMap(([name, given]) => {
    if (!('unit' in given)) return [];
    return [given.signal, ...(given.sum ?? []), ...(given.mean ?? [])].flatMap((reference) => {
      const found = reference && references.signals.get(reference);
      const stated = found ? found.message.signals.find((one) => one.name === found.signal)!.unit.trim() : '';
      const unit = SPELLINGS[stated.toLowerCase()] ?? stated.toLowerCase();
      if (!KNOWN.has(unit) || unit === given.unit) return [];
      return `signals.${name}: ${reference} is read in ${given.unit}, but the DBC says ${stated} (${at(['signals', name])})`;
    });
  });
}
