import { resolveReferences } from './profile-references.js';
import { PROFILE_UNITS, type QuantityName } from './profile-units.js';
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
};

/** Quantities whose unit in the profile is not the one that the DBC states; one line for each. */
export function unitRemarks({ profile, dbc, where, at = () => where }: Vehicle): string[] {
  const references = resolveReferences(profile, dbc, at);
  return Object.entries(profile.signals).flatMap(([name, given]) => {
    if (!('unit' in given)) return [];
    const units = PROFILE_UNITS[name as QuantityName]; // as: every signal with a unit is a quantity
    return [given.signal, ...(given.sum ?? []), ...(given.mean ?? [])].flatMap((reference) => {
      const found = reference && references.signals.get(reference);
      const stated = found ? found.message.signals.find((one) => one.name === found.signal)!.unit.trim() : '';
      const unit = SPELLINGS[stated.toLowerCase()] ?? stated.toLowerCase();
      if (!(unit in units) || unit === given.unit) return [];
      return `signals.${name}: ${reference} is read in ${given.unit}, but the DBC says ${stated} (${at(['signals', name])})`;
    });
  });
}
