import type { Wanted } from '../can/live/live-bus.js';
import { outputIds, type OutputAddress } from '../can/output/prediction-dbc.js';
import { OUTPUT_STEPS } from '../can/output/prediction-layout.js';
import { VehicleBus, type Vehicle } from '../can/vehicle/vehicle-bus.js';
import { InputError } from '../core/input-error.js';
import type { ModelCard } from '../core/model-card.js';
import type { RunConfig } from './run-config.js';

const LARGEST_STANDARD_ID = 0x7ff;

/** What is wanted of each interface, and the message that is sent, if any. */
export type BusPlan = {
  wanted: ReadonlyMap<string, Wanted>;
  output: { interface: string; address: OutputAddress } | undefined;
};

/** Configuration, vehicle and model → what to listen to and what to send; faults are told at once. */
export function planBus(config: RunConfig, vehicle: Vehicle, card: ModelCard, where: string): BusPlan {
  const faults: string[] = [];
  const wanted = new Map<string, Wanted>();
  const at = (name: string): Wanted => {
    const found = wanted.get(name) ?? { ids: [], own: [], fd: false };
    wanted.set(name, found);
    return found;
  };
  for (const { id, extended, channel = config.interface } of new VehicleBus(vehicle).wanted) {
    if (channel === undefined) faults.push(noInterface(id, vehicle, where));
    else wanted.set(channel, { ...at(channel), ids: [...at(channel).ids, { id, extended }] });
  }
  const output = planOutput(config, card, [...wanted.keys()][0]);
  if (output) {
    const ids = outputIds(output.address);
    for (const { id, extended } of ids) {
      const taken = vehicle.dbc.messages.find((message) => message.id === id && message.extended === extended);
      if (taken) {
        faults.push(
          `expected an id that no message of the vehicle has, got ${hex(id)}, which is ${taken.name} in ${taken.file} (output.can.id in ${where})`,
        );
      }
    }
    wanted.set(output.interface, { ...at(output.interface), own: ids, fd: output.address.format === 'fd' });
    if (card.horizonSteps !== OUTPUT_STEPS) {
      faults.push(
        `expected a model of ${OUTPUT_STEPS} steps for a message of as many, got ${card.horizonSteps} (output.can in ${where})`,
      );
    }
  }
  if (faults.length > 0) throw new InputError([...new Set(faults)].join('\n  '));
  return { wanted, output };
}

/** The interfaces that a vehicle's messages come on. */
export function interfacesOf({ interface: name }: RunConfig, vehicle: Vehicle, where: string): string[] {
  const messages = new VehicleBus(vehicle).wanted;
  const homeless = messages.find(({ channel = name }) => channel === undefined);
  if (homeless) throw new InputError(noInterface(homeless.id, vehicle, where));
  return [...new Set(messages.flatMap(({ channel = name }) => channel ?? []))];
}

const noInterface = (id: number, vehicle: Vehicle, where: string) =>
  `expected the interface of message ${hex(id)}, which ${vehicle.where} does not name, got none (interface in ${where})`;

function planOutput(
  { output: { can }, phases, interface: name }: RunConfig,
  { dt }: ModelCard,
  first: string | undefined,
): BusPlan['output'] {
  const target = can?.interface ?? name ?? first;
  if (!can || target === undefined) return undefined;
  const extended = can.extended ?? can.id > LARGEST_STANDARD_ID;
  const address = { first: { id: can.id, extended }, format: can.format, period: dt / phases };
  return { interface: target, address };
}

const hex = (id: number) => `0x${id.toString(16).toUpperCase()}`;
