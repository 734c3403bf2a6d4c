import type { Code } from '../../core/wasm.js';

/** bytes of a vector; every tensor begins at a multiple and ends in a spare one, so that vectors may overhang */
const VECTOR = 16;

/** A tensor of float32, row by row; `values` where they are known before anything runs. */
export type Tensor = { shape: readonly number[]; address: number; values?: Float32Array };

export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, dimension) => product * dimension, 1);

/** What a graph becomes: code, the memory that it works on, and what stands there before it runs. */
export class Program {
  readonly code: Code[] = [];
  readonly #constants: { address: number; values: Float32Array }[] = [];
  #end = VECTOR; // so that no tensor is at 0

  get memoryBytes(): number {
    return this.#end;
  }

  emit(code: Code): void {
    this.code.push(code);
  }

  allocate(shape: readonly number[]): Tensor {
    const address = this.#end;
    this.#end += (Math.ceil((4 * sizeOf(shape)) / VECTOR) + 1) * VECTOR;
    return { shape, address };
  }

  constant(values: Float32Array, shape: readonly number[] = [values.length]): Tensor {
    const tensor = { ...this.allocate(shape), values };
    this.#constants.push({ address: tensor.address, values });
    return tensor;
  }

  /** Writes the constants. */
  fill(memory: ArrayBuffer): void {
    for (const { address, values } of this.#constants) new Float32Array(memory, address, values.length).set(values);
  }
}
