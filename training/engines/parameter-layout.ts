import { InputError } from '../../core/input-error.js';
import type { ParameterSpec, Weights } from '../architectures/architecture.js';

export type ParameterPlace = { name: string; shape: readonly number[]; begin: number; end: number };

/** Parameters one after the other in one vector, so that an optimizer's step is a few operations on the whole. */
export type ParameterLayout = { places: readonly ParameterPlace[]; length: number };

export function parameterLayout(specs: readonly ParameterSpec[]): ParameterLayout {
  let length = 0;
  const places = specs.map(({ name, shape }) => {
    const begin = length;
    length += shape.reduce((product, n) => product * n, 1);
    return { name, shape, begin, end: length };
  });
  return { places, length };
}

/** Refuses weights that are another architecture's: all names and lengths must be those of the parameters. */
export function checkWeights(specs: readonly ParameterSpec[], weights: Weights, architecture: string): void {
  const { places } = parameterLayout(specs);
  const faults = places
    .filter(({ name, begin, end }) => weights[name]?.length !== end - begin)
    .map(({ name, shape }) => `expected ${name} [${shape.join(', ')}], got ${weights[name]?.length ?? 'no'} values`);
  const known = new Set(places.map(({ name }) => name));
  const strange = Object.keys(weights).filter((name) => !known.has(name));
  if (strange.length > 0) faults.push(`expected no other parameter, got ${strange.join(', ')}`);
  if (faults.length > 0) throw new InputError(`expected the weights of ${architecture}: ${faults.join('; ')}`);
}

/** Copies those of the layout. */
export function packWeights({ places, length }: ParameterLayout, weights: Weights): Float32Array {
  const packed = new Float32Array(length);
  for (const { name, begin } of places) packed.set(weights[name]!, begin);
  return packed;
}

/** Copies. */
export function unpackWeights({ places }: ParameterLayout, packed: Float32Array): Weights {
  return Object.fromEntries(places.map(({ name, begin, end }) => [name, packed.slice(begin, end)]));
}
