import { InputError } from '../../core/input-error.js';
import type { Architecture } from './architecture.js';
import { responseDense } from './response-dense.js';
import { responseLstm } from './response-lstm.js';
import { seedLstm } from './seed-lstm.js';
import { sequenceLstm } from './sequence-lstm.js';

export const ARCHITECTURES: readonly Architecture[] = [responseDense, responseLstm, sequenceLstm, seedLstm];
export const DEFAULT_ARCHITECTURE = responseDense.name;

export function findArchitecture(name: string): Architecture {
  const found = ARCHITECTURES.find((architecture) => architecture.name === name);
  if (!found) {
    const known = ARCHITECTURES.map((architecture) => architecture.name).join(' or ');
    throw new InputError(`expected a model named ${known}, got "${name}" (--model)`);
  }
  return found;
}
