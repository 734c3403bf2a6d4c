import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readVehicle, VEHICLES_FOLDER } from '../../can/vehicle/read-vehicle.js';
import { planBus } from '../../runtime/bus-plan.js';
import { DEFAULT_CONFIG, readRunConfig, runConfigSchema } from '../../runtime/run-config.js';
import { makeVehicle } from '../can/vehicle/make-vehicle.js';
import { useFolders } from '../cli/folders.js';
import { CARD } from './live-bench.js';

const newFolder = useFolders();
const BASE = { model: 'm', vehicle: 'v', interface: 'can0' };
const configOf = (more: object = {}) => runConfigSchema.parse({ ...BASE, ...more });

async function read(text: string) {
  const folder = await newFolder();
  const path = join(folder, 'a.yaml');
  await writeFile(path, text);
  return { config: readRunConfig(path), folder };
}

describe('readRunConfig', () => {
  it('reads the default: nothing is sent, nothing recorded', async () => {
    const config = await readRunConfig(DEFAULT_CONFIG);
    expect(config).toMatchObject({ interface: 'can0', phases: 1, output: { stdout: true } });
    expect(config.output.can).toBeUndefined();
    expect(config.record).toBeUndefined();
    expect(config.preview).toEqual({ order: ['lane', 'hold'] });
    await readVehicle(config.vehicle);
  });

  it('takes paths from where the file is', async () => {
    const { config, folder } = await read(
      'model: m\nvehicle: cars/a.yaml\noutput: { socket: p.sock }\nrecord: { path: logs/ }\npreview: { map: a.map }\n',
    );
    await mkdir(join(folder, 'logs'));
    expect(await config).toMatchObject({
      model: join(folder, 'm'),
      vehicle: join(folder, 'cars/a.yaml'),
      output: { socket: join(folder, 'p.sock') },
      record: { path: join(folder, 'logs/') },
      preview: { map: join(folder, 'a.map'), order: ['map', 'lane', 'hold'] },
    });
  });

  it('knows a vehicle profile, and a profile knows it', async () => {
    const profile = join(VEHICLES_FOLDER, 'toyota.yaml');
    await expect(readRunConfig(profile)).rejects.toThrow(
      `expected the configuration of a run (such as config/default.yaml), got a vehicle profile, which a configuration names as its vehicle (${profile})`,
    );
    await expect(readVehicle(DEFAULT_CONFIG)).rejects.toThrow(
      `expected a vehicle profile, got the configuration of a run, which is for run --config (${DEFAULT_CONFIG})`,
    );
  });

  it('takes neither for the other where one of its own keys is there', async () => {
    const { config, folder } = await read('model: m\nvehicle: toyota\nsignals: 3\n');
    await expect(config).rejects.toThrow(/^(?!.*a vehicle profile).*signals.*\.yaml:3\)$/);
    const path = join(folder, 'car.yaml');
    await writeFile(path, 'name: A\nmodel: Corolla\nsignals: {}\n');
    await expect(readVehicle(path)).rejects.toThrow(/^(?!.*configuration of a run).*model.*car\.yaml:2\)/);
  });

  it('tells all faults at once, each with its line', async () => {
    const { config, folder } = await read(
      'model: m\nvehicel: toyota\nphases: 0\noutput:\n  can: { id: -1, format: fast }\n',
    );
    const message = await config.then(String, (error: Error) => error.message);
    expect(message.split('; ')).toHaveLength(5);
    expect(message).toContain(`unknown key "vehicel" (nearest: vehicle) (${join(folder, 'a.yaml')}:2)`);
    expect(message).toContain(`phases: `);
    expect(message).toContain(`(${join(folder, 'a.yaml')}:3)`);
    expect(message).toContain(`(${join(folder, 'a.yaml')}:5)`);
  });

  it.each([
    ['interface: ../etc', 'interface'],
    ['interface: a-name-of-16-chars', 'interface'],
    ['output: { can: { id: 0x800, extended: false } }', 'output.can.id'],
    ['output: { can: { id: 0x1FFFFFFF, format: classic } }', 'output.can.id'],
    ['record: { path: a.log, partMegabytes: 0 }', 'record.partMegabytes'],
    ['preview: { order: [] }', 'preview.order'],
    ['preview: { order: [lane, lane] }', 'preview.order'],
    ['preview: { order: [map, hold] }', 'preview.order'],
    ['preview: { order: [recorded] }', 'preview.order.0'],
    ['preview: { map: a.map, order: [lane] }', 'preview.map'],
    ['preview: { route: [12] }', 'preview.route'],
  ])('refuses %s', async (line, place) => {
    const { config } = await read(`model: m\nvehicle: v\n${line}\n`);
    await expect(config).rejects.toThrow(`${place}: `);
  });

  it('takes roads of the route by their names, which may be numbers', async () => {
    const { config } = await read('model: m\nvehicle: v\npreview: { map: a.map, route: [12, ring], order: [map] }\n');
    expect((await config).preview).toMatchObject({ route: ['12', 'ring'], order: ['map'] });
  });

  it('names a file that is not there', async () => {
    await expect(readRunConfig('/nowhere/a.yaml')).rejects.toThrow(
      'expected a configuration, got no such file or folder (/nowhere/a.yaml)',
    );
  });
});

describe('planBus', () => {
  const vehicle = makeVehicle();

  it("wants the vehicle's messages on the interface, and its own ids on the one that it sends on", () => {
    const plan = planBus(configOf({ output: { can: { id: 0x700, format: 'classic' } } }), vehicle, CARD, 'a.yaml');
    expect([...plan.wanted]).toEqual([
      [
        'can0',
        {
          ids: expect.arrayContaining([37, 180, 36].map((id) => ({ id, extended: false }))) as unknown,
          own: [0x700, 0x701].map((id) => ({ id, extended: false })),
          fd: false,
        },
      ],
    ]);
    expect(plan.output).toEqual({
      interface: 'can0',
      address: { first: { id: 0x700, extended: false }, format: 'classic', period: 0.1 },
    });
  });

  it('wants each message where its profile has it, and sends elsewhere where it is told to', () => {
    const elsewhere = makeVehicle({ channel: 'can1' });
    const config = configOf({ phases: 2, output: { can: { id: 0x18ff0001, interface: 'can2' } } });
    const plan = planBus(config, elsewhere, CARD, 'a.yaml');
    expect([...plan.wanted.keys()]).toEqual(['can1', 'can2']);
    expect(plan.wanted.get('can2')).toEqual({ ids: [], own: [{ id: 0x18ff0001, extended: true }], fd: true });
    expect(plan.output!.address.period).toBe(0.05);
  });

  it('refuses an id that a message of the vehicle has, wanted or not, and the second classic one too', () => {
    const plan = (id: number, format: string) => () =>
      planBus(configOf({ output: { can: { id, format } } }), vehicle, CARD, 'a.yaml');
    expect(plan(37, 'fd')).toThrow(
      'expected an id that no message of the vehicle has, got 0x25, which is STEERING in a.dbc (output.can.id in a.yaml)',
    );
    expect(plan(956, 'fd')).toThrow('GEAR_BOX');
    expect(plan(35, 'classic')).toThrow('got 0x24, which is MOTION');
    expect(plan(38, 'classic')).not.toThrow();
  });

  it('refuses a model of another vehicle, and takes one of this vehicle or of any', () => {
    const plan = (card: object) => () => planBus(configOf(), vehicle, { ...CARD, ...card }, 'a.yaml');
    expect(plan({ vehicle: 'Other car' })).toThrow(
      `expected a model of ${vehicle.profile.name} (${vehicle.where}), got one of Other car (model in a.yaml)`,
    );
    expect(plan({ vehicle: vehicle.profile.name })).not.toThrow();
    expect(plan({})).not.toThrow();
  });

  it('refuses messages without an interface, and a model of another horizon', () => {
    const homeless = { ...configOf(), interface: undefined };
    expect(() => planBus(homeless, vehicle, CARD, 'a.yaml')).toThrow('expected the interface of message 0x25');
    const config = configOf({ output: { can: { id: 1 } } });
    expect(() => planBus(config, vehicle, { ...CARD, horizonSteps: 3 }, 'a.yaml')).toThrow(
      'expected a model of 5 steps for a message of as many, got 3',
    );
  });
});
