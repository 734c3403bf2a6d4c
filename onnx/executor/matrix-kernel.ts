import type { Program, Tensor } from './program.js';
import { ADDRESSES, f32x4, i32, loop, VECTORS, type Code } from '../../core/wasm.js';

/** vectors of results that are summed side by side, so that no sum waits for the one before it */
const BLOCK = 8;
const LANES = 4;

/** Rows of a factor that lie one after the other in memory, and where the vector that they are weighed with begins. */
export type Factor = { vector: Code; length: number };

/**
 * Weights [inputs, outputs] in the order in which they are read: blocks of 32 outputs, in each the inputs one after the
 * other.
 */
export function packWeights(program: Program, weights: Float32Array, inputs: number, outputs: number): Tensor {
  const vectors = Math.ceil(outputs / LANES);
  const packed = new Float32Array(inputs * vectors * LANES);
  let at = 0;
  for (let begin = 0; begin < vectors; begin += BLOCK) {
    const width = Math.min(BLOCK, vectors - begin) * LANES;
    for (let i = 0; i < inputs; i++, at += width) {
      for (let k = 0; k < width && begin * LANES + k < outputs; k++)
        packed[at + k] = weights[i * outputs + begin * LANES + k]!;
    }
  }
  return program.constant(packed);
}

/**
 * bias + Σ vector[i] · weights[i] for all outputs, in whole vectors, to `out`; each sum goes through the inputs in their
 * order. `bias`: its address, or undefined for zeros. The vectors of the factors are taken one after the other; their
 * code must not use the first three addresses.
 */
export function weighedSum(
  factors: readonly Factor[],
  { weights, outputs, bias, out }: { weights: Tensor; outputs: number; bias: Code | undefined; out: Code },
): Code {
  const from = ADDRESSES[0]!;
  const weight = ADDRESSES[1]!;
  const end = ADDRESSES[2]!;
  const vectors = Math.ceil(outputs / LANES);
  const code: Code[] = [weight.set(i32.const(weights.address))];
  for (let begin = 0; begin < vectors; begin += BLOCK) {
    const sums = VECTORS.slice(0, Math.min(BLOCK, vectors - begin));
    const offset = (v: number) => 16 * (begin + v);
    sums.forEach((sum, v) => code.push(sum.set(bias ? f32x4.load(bias, offset(v)) : f32x4.const(0))));
    const scalar = VECTORS[BLOCK]!;
    for (const { vector, length } of factors) {
      const step = [
        scalar.set(f32x4.loadSplat(from.get)),
        ...sums.map((sum, v) => sum.set(f32x4.add(sum.get, f32x4.mul(scalar.get, f32x4.load(weight.get, 16 * v))))),
        from.set(i32.add(from.get, i32.const(4))),
        weight.set(i32.add(weight.get, i32.const(16 * sums.length))),
      ];
      code.push(from.set(vector), end.set(i32.add(from.get, i32.const(4 * length))));
      code.push(loop(step, i32.lessThan(from.get, end.get)));
    }
    sums.forEach((sum, v) => code.push(f32x4.store(out, sum.get, offset(v))));
  }
  return code;
}
