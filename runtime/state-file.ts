import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { InputError } from '../core/input-error.js';
import type { LearnedState } from '../core/learned-state.js';
import type { ModelCard } from '../core/model-card.js';
import { shortHash } from '../core/short-hash.js';
import { commitFiles } from '../files/commit-files.js';
import { CarMemory, type CarStart } from './car-memory.js';

const VERSION = 1;

/** What was learned of a car, and to which car and model it belongs. */
type SavedState = { steercastState: typeof VERSION; card: string; vehicle: string; learned: LearnedState };

/** The model's card, and the car as its profile or its file names it: what a state belongs to. */
export type StateOwner = { card: ModelCard; vehicle: string };

/**
 * The state that a file has for this car and this model. Undefined where there is none that can be used, which `remark`
 * hears of in one line: a file that is missing, torn, of another car, model or version, or nonsense.
 */
export async function readState(
  path: string,
  owner: StateOwner & Pick<CarStart, 'gain'>,
  remark: (text: string) => void,
): Promise<LearnedState | undefined> {
  try {
    const { learned } = parseState(await readText(path), owner);
    new CarMemory({ gain: owner.gain, learned }, owner.card); // throws where it is of no use
    remark(`${path}: goes on with what was learned of ${owner.vehicle}`);
    return learned;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    remark(`${path}: nothing learned is known of ${owner.vehicle}, it starts anew: ${error.message}`);
    return undefined;
  }
}

/** Whole or not at all. */
export async function writeState(path: string, { card, vehicle }: StateOwner, learned: LearnedState): Promise<void> {
  const state: SavedState = { steercastState: VERSION, card: cardHash(card), vehicle, learned };
  await commitFiles(new Map([[path, `${JSON.stringify(state)}\n`]]));
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new InputError('no such file yet');
    throw new InputError(`expected a file that can be read, got ${error.code}`, { cause: error });
  });
}

function parseState(text: string, { card, vehicle }: StateOwner): SavedState {
  let state: Partial<SavedState>;
  try {
    state = Object(JSON.parse(text)) as Partial<SavedState>; // as: its fields are checked below
  } catch {
    throw new InputError('expected a state (JSON), got a torn or another file');
  }
  const hash = cardHash(card);
  const expect = (what: string, wanted: unknown, got: unknown) => {
    if (wanted !== got) throw new InputError(`expected a state of ${what} ${shown(wanted)}, got ${shown(got)}`);
  };
  expect('version', VERSION, state.steercastState);
  expect('the model card', hash, state.card);
  expect('the vehicle', vehicle, state.vehicle);
  if (typeof state.learned !== 'object') throw new InputError('expected what was learned, got nothing');
  return state as SavedState; // as: checked above; what is in `learned`, CarMemory checks
}

const shown = (value: unknown) =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? `${shortHash(value)}…` : String(value);

const cardHash = (card: ModelCard): string => createHash('sha256').update(JSON.stringify(card)).digest('hex');
