import { FNV_BASIS, fnvMixed } from '../../core/fnv.js';
import type { Prediction } from '../../core/prediction.js';

/** Numbers go in as their bits. */
const numbers = new Float64Array(1);
const words = new Int32Array(numbers.buffer);

/** FNV-1a (32 bits) of all that is published. */
export function hashOf(prediction: Prediction): number {
  const { time, state, reasons, inputAge, steeringAngleDeg, lower, upper, errors } = prediction;
  let hash = mixNumber(mixNumber(mixText(FNV_BASIS, state), time), inputAge ?? NaN);
  for (let k = 0; k < reasons.length; k++) hash = mixText(hash, reasons[k]!);
  hash = mixAngles(mixAngles(mixAngles(hash, steeringAngleDeg), lower), upper);
  if (!errors) return hash;
  hash = mixAngles(mixNumber(hash, errors.truths), errors.coverage);
  for (const name in errors.mae) hash = mixAngles(mixText(hash, name), errors.mae[name]);
  return hash;
}

function mixNumber(hash: number, value: number): number {
  numbers[0] = value;
  return fnvMixed(fnvMixed(hash, words[0]!), words[1]!);
}

function mixText(hash: number, text: string): number {
  let mixed = hash;
  for (let k = 0; k < text.length; k++) mixed = fnvMixed(mixed, text.charCodeAt(k));
  return mixed;
}

function mixAngles(hash: number, angles: ArrayLike<number> | undefined): number {
  if (!angles) return fnvMixed(hash, 1);
  let mixed = hash;
  for (let k = 0; k < angles.length; k++) mixed = mixNumber(mixed, angles[k]!);
  return mixed;
}
