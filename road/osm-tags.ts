import type { Travel } from './road-network.js';

/** OpenStreetMap's tags of a way, by their keys. */
export type Tags = Readonly<Record<string, unknown>>;

/** Values of `highway` on which cars drive; paths, stations and plans are others. */
const DRIVEN =
  /^(motorway|trunk|primary|secondary|tertiary)(_link)?$|^(unclassified|residential|living_street|service|road)$/;

/** Whether `highway` is a tag, whose values are words of small letters, and not the name of a road (`A7`). */
export const isTagged = ({ highway }: Tags): boolean => typeof highway === 'string' && /^[a-z_]+$/.test(highway);

/** Whether cars drive there. Areas are no lines, and `no` of the most special of the keys of access is one. */
export function isDriven({ highway, area, ...tags }: Tags): boolean {
  const access = tags.motorcar ?? tags.motor_vehicle ?? tags.vehicle ?? tags.access;
  return typeof highway === 'string' && DRIVEN.test(highway) && area !== 'yes' && access !== 'no';
}

/** The direction of travel; motorways and roundabouts are one-way where nothing else is said. */
export function travelOf({ oneway, highway, junction }: Tags): Travel {
  const implied = highway === 'motorway' || junction === 'roundabout' || junction === 'circular' ? 'yes' : undefined;
  const said = oneway ?? implied;
  if (said === true || said === 1 || said === 'yes' || said === '1' || said === 'true') return 'forward';
  return said === '-1' || said === -1 || said === 'reverse' ? 'backward' : 'both';
}
