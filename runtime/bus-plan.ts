import { formatId, MAX_STANDARD_ID } from '../can/frame.js';
import type { Wanted } from '../can/live/live-bus.js';
import { outputIds, type OutputAddress } from '../can/output/prediction-dbc.js';
import { OUTPUT_STEPS } from '../can/output/prediction-layout.js';
import { VehicleBus, type Vehicle } from '../can/vehicle/vehicle-bus.js';
import { InputError } from '../core/input-error.js';
import type { ModelCard } from '../core/model-card.js';
import type { RunConfig } from './run-config.js';

/** What is wanted of each interface, and the message that is sent, if any. */
export type BusPlan = {
  wanted: ReadonlyMap<string, Wanted>;
  output: { interface: string; address: OutputAddress } | undefined;
};

type PlanContext = { phases: number; dt: number; dry: boolean };

/** Configuration, vehicle and model → what to listen to and what to send; faults are told at once. */
export function planBus(config: RunConfig, vehicle: Vehicle, card: ModelCard, where: string): BusPlan {
  const faults: string[] = [];
  const { name } = vehicle.profile;
  if (card.vehicle !== undefined && card.vehicle !== name) {
    faults.push(`expected a model of ${name} (${vehicle.where}), got one of ${card.vehicle} (model in ${where})`);
  }
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
          `expected an id that no message of the vehicle has, got ${formatId(id)}, which is ${taken.name} in ${taken.file} (output.can.id in ${where})`,
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
  `expected the interface of message ${formatId(id)}, which ${vehicle.where} does not name, got none (interface in ${where})`;

function planOutput(
  { output: { can }, phases, interface: name }: RunConfig,
  { dt }: ModelCard,
  first: string | undefined,
): BusPlan['output'] {
  const target = can?.interface ?? name ?? first;
  if (!can || target === undefined) return undefined;
  const extended = can.extended ?? can.id > MAX_STANDARD_ID;
  const address = { first: { id: can.id, extended }, format: can.format, period: dt / phases };
  return { interface: target, address };
}

/** What is listened to, how often a prediction comes, and what is sent: one line for people. */
export function describePlan({ wanted, output }: BusPlan, { phases, dt, dry }: PlanContext): string {
  const listening = [...wanted].map(([name, { ids }]) => `${ids.map(({ id }) => formatId(id)).join(' ')} on ${name}`);
  const period = `a prediction every ${Number(((dt * 1000) / phases).toFixed(3))} ms`;
  return `listening to ${listening.join(', ')}; ${period}; ${describeOutput(output, dry)}`;
}

function describeOutput(output: BusPlan['output'], dry: boolean): string {
  if (!output) return 'nothing is sent (no output.can)';
  const { interface: name, address } = output;
  const message = `${outputIds(address)
    .map(({ id }) => formatId(id))
    .join(' ')} (${address.format}) on ${name}`;
  return dry ? `dry: nothing is sent, not even ${message}` : `sending ${message}`;
}
