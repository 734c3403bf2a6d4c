import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { ROAD_SOURCES, type RoadSourceName } from '../core/curvature-preview.js';
import { InputError } from '../core/input-error.js';
import type { LearnedState } from '../core/learned-state.js';
import { REASON_STATES, type Reason } from '../core/prediction.js';
import { systemFault } from '../files/system-fault.js';

/**
 * What befell a live session beside its frames, in `LOG.events` next to its log: one JSON object a line, the first one
 * about the session. With both, a replay goes through what the car went through.
 */
export type SessionHead = {
  session: 1;
  dt: number;
  phases: number;
  /** where the curvature ahead came from, and what that gave way to */
  preview: RoadSourceName;
  fallback?: readonly RoadSourceName[];
  /** SHA-256 of the map's file, and the roads that were known to be taken */
  map?: string;
  route?: readonly string[];
  /** SHA-256 of the model's file */
  model: string;
  /** what ran the model: another one rounds otherwise */
  executor: ExecutorName;
  /** what was known of the car before: its gain by the profile (deg per 1/100 m), and what drives before had taught */
  car?: { gain?: number; learned?: LearnedState };
};

/** What can run a model: WebAssembly that it is compiled to, or ONNX Runtime. */
export const EXECUTORS = ['wasm', 'ort'] as const;
export type ExecutorName = (typeof EXECUTORS)[number];

/**
 * `after`: how many frames of the session came before. tick: µs, time passed without a frame; until: µs, so it did up
 * to then, by ticks that did no more than close steps; link: what is wrong with the interface from here on; part: the
 * name of the file in which the log goes on; models: SHA-256 of the models' files from here on, the one that is
 * listened to first, then the one in its shadow; mark: nothing befell it up to here but what stands before; end: the
 * session was ended in order.
 */
export type SessionEvent = { after: number } & (
  | { tick: number }
  | { until: number }
  | { link: readonly Reason[] }
  | { part: string }
  | { models: readonly string[] }
  | { mark: true }
  | { end: true }
);

export type Session = { head: SessionHead; events: SessionEvent[] };

/** Where the events of a log are. */
export const eventsPath = (log: string): string => `${log}.events`;

export const formatEvent = (line: SessionHead | SessionEvent): string => `${JSON.stringify(line)}\n`;

/**
 * How many of its frames a session can be replayed with: all, or those up to the last event of one that broke off, as
 * what befell it after that is not known.
 */
export function knownFrames({ events }: Session): number {
  const last = events.at(-1);
  if (!last) return 0;
  return 'end' in last ? Infinity : last.after;
}

/** The session of a log; undefined where it has no events beside it. A last line that is torn is left out. */
export async function readSession(log: string): Promise<Session | undefined> {
  const path = eventsPath(log);
  if (!existsSync(path)) return undefined;
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw systemFault(error, 'the events of a session', path);
  });
  const lines = text.split('\n').slice(0, -1);
  const [head, ...events] = lines.map((line, k) => parseLine(line, `${path}:${k + 1}`));
  if (!isHead(head))
    throw new InputError(`expected the events of a session, got ${lines[0]?.slice(0, 200) ?? 'nothing'} (${path}:1)`);
  const broken = events.findIndex((event) => !isEvent(event));
  if (broken >= 0) throw new InputError(`expected an event, got ${lines[broken + 1]} (${path}:${broken + 2})`);
  return { head, events: events.filter(isEvent) };
}

function parseLine(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new InputError(`expected JSON, got ${line.slice(0, 60)} (${where})`);
  }
}

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? { ...value } : {});

function isHead(value: unknown): value is SessionHead {
  const {
    session,
    dt,
    phases,
    preview,
    fallback = [],
    map = '',
    route = [],
    model,
    executor,
    car = {},
  } = fieldsOf(value);
  const isGrid = Number(dt) > 0 && Number.isInteger(phases);
  const isRoad = isSource(preview) && isListOf(fallback, isSource) && isText(map) && isListOf(route, isText);
  const isModel = isText(model) && EXECUTORS.some((name) => name === executor);
  return session === 1 && isGrid && isRoad && isModel && isCar(car);
}

function isCar(value: unknown): boolean {
  const { gain = 1, learned = {} } = fieldsOf(value);
  return Number(gain) > 0 && Object.values(fieldsOf(learned)).every((one) => isListOf(one, Number.isFinite));
}

const isText = (value: unknown) => typeof value === 'string';
const isSource = (value: unknown) => ROAD_SOURCES.some((name) => name === value);
const isListOf = (value: unknown, isOne: (one: unknown) => boolean) => Array.isArray(value) && value.every(isOne);

function isEvent(value: unknown): value is SessionEvent {
  const { after, tick, until, link, part, models, mark, end } = fieldsOf(value);
  const isReasons = Array.isArray(link) && link.every((one) => typeof one === 'string' && one in REASON_STATES);
  const isModels = Array.isArray(models) && models.length > 0 && isListOf(models, isText);
  const isPart = typeof part === 'string' && part !== '';
  const isTime = typeof tick === 'number' || (typeof until === 'number' && until <= Number.MAX_SAFE_INTEGER);
  const isKind = isTime || isReasons || isPart || isModels || mark === true || end === true;
  return Number.isInteger(after) && isKind;
}
