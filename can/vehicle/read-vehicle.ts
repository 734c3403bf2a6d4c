import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { InputError } from '../../core/input-error.js';
import { packageRoot } from '../../files/package-root.js';
import { systemFault } from '../../files/system-fault.js';
import { parseYamlConfig, type ConfigKind } from '../../files/yaml-config.js';
import { decodeDbcText, parseDbc } from '../dbc/parse.js';
import { nearest } from '../dbc/find-message.js';
import { VehicleBus, type Vehicle } from './vehicle-bus.js';
import { vehicleProfileSchema } from './vehicle-profile.js';

/** Where the profiles are that can be named without a path. */
export const VEHICLES_FOLDER = join(packageRoot(), 'config', 'vehicles');
const EXTENSIONS = ['.yaml', '.yml'];
const KIND: ConfigKind = {
  expected: 'a vehicle profile',
  own: ['signals'],
  other: { keys: ['model', 'vehicle'], got: 'the configuration of a run, which is for run --config' },
};

/**
 * Reads a vehicle profile, by its path or by its name in `config/vehicles`, and the DBC that belongs to it. What the
 * profile wants and the DBC has not is an InputError, so that a vehicle that is read can be listened to. `by`: where it
 * was named, for messages.
 */
export async function readVehicle(written: string, by = '--vehicle'): Promise<Vehicle> {
  const where = EXTENSIONS.includes(extname(written)) ? written : await findProfile(written, by);
  const text = await readFile(where, 'utf8').catch((error: unknown) => {
    throw systemFault(error, 'a vehicle profile', where);
  });
  const { value: profile, at } = parseYamlConfig(text, vehicleProfileSchema, where, KIND);
  const dbcPath = resolve(dirname(where), profile.dbc ?? `${basename(where, extname(where))}.dbc`);
  const bytes = await readFile(dbcPath).catch((error: unknown) => {
    throw systemFault(error, `the DBC file of ${where}`, dbcPath);
  });
  const vehicle: Vehicle = { profile, dbc: parseDbc(decodeDbcText(bytes), dbcPath), where, at };
  new VehicleBus(vehicle); // throws where the profile names what the DBC has not
  return vehicle;
}

const profileFiles = async () =>
  (await readdir(VEHICLES_FOLDER)).filter((file) => EXTENSIONS.includes(extname(file))).sort();

/** What can be named without a path, for messages. */
export const profileNames = async (): Promise<string> =>
  (await profileFiles()).map((file) => basename(file, extname(file))).join(', ');

async function findProfile(name: string, by: string): Promise<string> {
  const files = await profileFiles();
  const found = files.find((file) => basename(file, extname(file)) === name);
  if (found) return join(VEHICLES_FOLDER, found);
  const known = files.map((file) => ({ name: basename(file, extname(file)) }));
  throw new InputError(
    `expected a vehicle profile: a .yaml file or a name (${nearest(name, known)}), got "${name}" (${by})`,
  );
}
