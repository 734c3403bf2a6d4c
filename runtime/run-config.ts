import { readFile } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import * as z from 'zod';
import { MAX_EXTENDED_ID, MAX_STANDARD_ID } from '../can/frame.js';
import { OUTPUT_FORMATS } from '../can/output/prediction-layout.js';
import { ROAD_SOURCES } from '../core/curvature-preview.js';
import { packageRoot } from '../files/package-root.js';
import { systemFault } from '../files/system-fault.js';
import { parseYamlConfig, type ConfigKind } from '../files/yaml-config.js';

/** What `run` and `record` take where no other is given. */
export const DEFAULT_CONFIG = join(packageRoot(), 'config', 'default.yaml');
/** MB; a log of this size goes on in another file */
export const DEFAULT_PART_MEGABYTES = 100;
/** Longest of an interface's name (IFNAMSIZ less its end) */
const LONGEST_NAME = 15;

const interfaceName = z
  .string()
  .regex(new RegExp(`^[^/\\s]{1,${LONGEST_NAME}}$`), "expected an interface's name, such as can0")
  .refine((name) => name !== '.' && name !== '..', "expected an interface's name, such as can0");
const path = z.string().min(1);

const canOutput = z
  .strictObject({
    interface: interfaceName.optional().describe('(default: the interface that is read)'),
    id: z.int().min(0).max(MAX_EXTENDED_ID).describe('of the message; the second classic frame has the next one'),
    extended: z.boolean().optional().describe('29 bits (default: where 11 are not enough)'),
    format: z.enum(OUTPUT_FORMATS).default('fd').describe('fd: one frame of CAN FD; classic: two frames'),
    dbc: path
      .optional()
      .describe('where the DBC of the message is written (default: prediction.dbc beside the bundle)'),
  })
  .refine(
    ({ id, extended, format }) => {
      const last = format === 'classic' ? id + 1 : id;
      return last <= (extended === false ? MAX_STANDARD_ID : MAX_EXTENDED_ID);
    },
    { error: 'expected an id of 11 bits, or of 29 with extended: true, for every frame of the message', path: ['id'] },
  );

const order = z
  .array(z.enum(ROAD_SOURCES))
  .min(1)
  .refine((names) => new Set(names).size === names.length, 'expected each source once');

const preview = z
  .strictObject({
    map: path.optional().describe('a map file of steercast map build or learn'),
    route: z
      .array(z.union([z.string(), z.int()]).transform(String))
      .optional()
      .describe('roads that are taken where there is a choice, by their names in the map'),
    order: order
      .optional()
      .describe('the first that knows the road ahead is believed (default: map where there is one, lane, hold)'),
  })
  .superRefine(({ map, route, order }, context) => {
    const wantsMap = order?.includes('map') ?? map !== undefined;
    const told = (place: string, message: string) => void context.addIssue({ code: 'custom', path: [place], message });
    if (wantsMap && map === undefined) told('order', "expected preview.map, a map's file, for the source map");
    if (!wantsMap && map !== undefined) told('map', 'expected map in the order of the sources');
    if (route && !wantsMap) told('route', 'expected a map that has the roads');
  })
  .transform(({ order, ...rest }) => ({
    ...rest,
    order: order ?? ROAD_SOURCES.filter((name) => name !== 'map' || rest.map !== undefined),
  }));

/** `config/default.yaml`: what is read, with which model, and where the predictions go. */
export const runConfigSchema = z.strictObject({
  model: path.describe('folder of the bundle, or the link `champion` of a store, whose changes are followed'),
  publicKey: path.optional().describe('takes only models signed with its private half (Ed25519, PEM)'),
  vehicle: path.describe('a vehicle profile (.yaml), or the name of one in config/vehicles'),
  interface: interfaceName.optional().describe("the interface of messages for which the vehicle's profile names none"),
  phases: z.int().min(1).max(20).default(1).describe('predictions a step of the model, evenly spread'),
  preview: preview.prefault({}).describe('where the curvature ahead comes from'),
  output: z
    .strictObject({
      stdout: z.boolean().default(true).describe('JSON lines'),
      socket: path.optional().describe('path of a unix socket: the same lines for everybody who connects'),
      can: canOutput.optional().describe('a message on the bus; nothing is sent without this'),
    })
    .prefault({}),
  state: path.optional().describe('a file in which what is learned of the car is kept from drive to drive (.json)'),
  metrics: z
    .strictObject({
      socket: path.optional().describe('path of a unix socket'),
      port: z.int().min(1).max(65_535).optional().describe('on loopback'),
    })
    .refine(({ socket, port }) => (socket === undefined) !== (port === undefined), 'expected socket or port')
    .optional()
    .describe('/metrics for Prometheus and /health, which `steercast status` reads; off without this'),
  record: z
    .strictObject({
      path: path.describe('a .log file that is not there yet, or a folder in which it gets its name by the time'),
      partMegabytes: z
        .number()
        .positive()
        .default(DEFAULT_PART_MEGABYTES)
        .describe('a log of this size goes on in another file'),
      budgetMegabytes: z
        .number()
        .positive()
        .optional()
        .describe('of all logs in the folder: beyond it the oldest go, those around poor predictions last'),
    })
    .optional()
    .describe('the session as LOG and LOG.events, which `replay` goes through again'),
});
export type RunConfig = z.output<typeof runConfigSchema>;

const KIND: ConfigKind = {
  expected: 'the configuration of a run (such as config/default.yaml)',
  own: ['model', 'vehicle'],
  other: { keys: ['signals'], got: 'a vehicle profile, which a configuration names as its vehicle' },
};

/** Reads a configuration; its paths are relative to it. All its faults are told at once. */
export async function readRunConfig(file: string): Promise<RunConfig> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw systemFault(error, 'a configuration', file);
  });
  const { value: config } = parseYamlConfig(text, runConfigSchema, file, KIND);
  const place = (written: string) =>
    written.endsWith('/') ? `${resolve(dirname(file), written)}/` : resolve(dirname(file), written);
  return {
    ...config,
    model: place(config.model),
    publicKey: config.publicKey && place(config.publicKey),
    vehicle: extname(config.vehicle) === '' ? config.vehicle : place(config.vehicle),
    preview: { ...config.preview, map: config.preview.map && place(config.preview.map) },
    output: {
      ...config.output,
      socket: config.output.socket && place(config.output.socket),
      can: config.output.can && { ...config.output.can, dbc: config.output.can.dbc && place(config.output.can.dbc) },
    },
    state: config.state && place(config.state),
    metrics: config.metrics && { ...config.metrics, socket: config.metrics.socket && place(config.metrics.socket) },
    record: config.record && { ...config.record, path: place(config.record.path) },
  };
}
