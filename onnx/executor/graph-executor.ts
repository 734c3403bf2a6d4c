import { compileWasm } from '../../core/wasm.js';
import { readOnnxModel } from '../read-onnx-model.js';
import { compileGraph, Uncompilable } from './compile-graph.js';
import { sizeOf } from './program.js';

/**
 * A model compiled to WebAssembly: one row at a time, at once, without a promise or an allocation. It is made of IEEE
 * additions, products and quotients in an order that the file fixes, so that every machine gives the same bits; those
 * of ONNX Runtime hang on the machine's vector instructions, and differ in the last digits.
 */
export class GraphExecutor {
  /** what is asked; float32, in the order of the features */
  readonly input: Float32Array;
  readonly #outputs: ReadonlyMap<string, Float32Array>;
  readonly #run: () => void;

  private constructor(input: Float32Array, outputs: ReadonlyMap<string, Float32Array>, run: () => void) {
    this.input = input;
    this.#outputs = outputs;
    this.#run = run;
  }

  /** Throws an `Uncompilable` for a graph with operations that it does not know. */
  static compile(model: Uint8Array): GraphExecutor {
    const { program, input, outputs } = compileGraph(readGraph(model));
    const { memory, run } = compileWasm(program.code, program.memoryBytes);
    program.fill(memory);
    const view = ({ address, shape }: typeof input) => new Float32Array(memory, address, sizeOf(shape));
    return new GraphExecutor(view(input), new Map(outputs.map(({ name, tensor }) => [name, view(tensor)])), run);
  }

  /** What was answered last, row by row; written again by the next run. */
  output(name: string): Float32Array {
    const values = this.#outputs.get(name);
    if (!values) throw new RangeError(`expected an output of ${[...this.#outputs.keys()].join(', ')}, got ${name}`);
    return values;
  }

  /** Reads `input`, writes the outputs. */
  run(): void {
    this.#run();
  }
}

function readGraph(model: Uint8Array) {
  try {
    return readOnnxModel(model);
  } catch (error) {
    if (error instanceof RangeError) throw new Uncompilable(error.message, { cause: error });
    throw error;
  }
}
