import { simulateDrive, type SyntheticDrive } from './simulate-drive.js';
import { Random } from './random.js';
import type { RoadKind } from './road-kinds.js';
import { drawVehicle, VEHICLES, type Vehicle } from './vehicle.js';

/** s, no drive is longer */
const LONGEST_DRIVE = 60;
/** mostly ordinary roads, as everyday driving is; each vehicle begins elsewhere in the list */
const ROUTE: readonly RoadKind[] = [
  'country',
  'motorway',
  'town',
  'country',
  'roundabout',
  'motorway',
  'country',
  'town',
  'motorway',
  'slalom',
];

type FleetRequest = { seed: number; vehicles: number; minutes: number; rowDt?: number };

export const simulateFleet = (request: FleetRequest): SyntheticDrive[] => [...fleetDrives(request)];

/**
 * Drives of many cars on all kinds of road, `minutes` for each vehicle, named like `pickup-country-03`, each made when
 * it is asked for. Beyond the standard vehicles others are drawn from the seed.
 */
export function* fleetDrives(request: FleetRequest): Generator<SyntheticDrive, void> {
  const { seed, vehicles, minutes, rowDt = 0.1 } = request;
  const random = new Random(seed);
  const seeds = random.split();
  const count = Math.ceil((minutes * 60) / LONGEST_DRIVE);
  for (const [v, vehicle] of drawFleet(vehicles, random.split()).entries()) {
    for (let d = 0; d < count; d++) {
      const road = ROUTE[(v + d) % ROUTE.length]!;
      yield simulateDrive({
        seed: Math.floor(seeds.between(0, 2 ** 31)),
        road,
        vehicle,
        seconds: (minutes * 60) / count,
        rowDt,
        name: `${vehicle.name}-${road}-${String(d + 1).padStart(2, '0')}`,
      });
    }
  }
}

function drawFleet(count: number, random: Random): Vehicle[] {
  return Array.from({ length: count }, (_, v) => VEHICLES[v] ?? drawVehicle(`car${v + 1}`, random));
}
