import type { Weights } from './architectures/architecture.js';

/** A training whose numbers have left the finite ones: it has come to nothing, whatever it would do next. */
export class Diverged extends Error {
  override name = 'Diverged';
}

/** `the largest gradient is Infinity (lstm0.weightIh)`; one that is not a number is larger than any. */
export function largestGradient(gradient: Weights): string {
  let [largest, parameter] = [-Infinity, 'none'];
  for (const [name, values] of Object.entries(gradient)) {
    for (const value of values) {
      const magnitude = Math.abs(value);
      if (Number.isNaN(magnitude)) return `the largest gradient is NaN (${name})`;
      if (magnitude > largest) [largest, parameter] = [magnitude, name];
    }
  }
  return `the largest gradient is ${largest} (${parameter})`;
}
