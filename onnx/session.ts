import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { InputError } from '../core/input-error.js';
import { oneLine } from './one-line.js';

type OnnxRuntime = typeof import('onnxruntime-node');

/** One thread each: for models this small, handing work to a second one costs more than the work. */
const OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  enableCpuMemArena: false, // 5 to 15 % faster for tensors this small
  logSeverityLevel: 4, // its errors reject the call; stderr is not told a second time
};

/**
 * For large tensors: memory is planned once (2 to 8 % faster), and a thread that has nothing to do sleeps after 20 µs.
 * Alone on its machine a training is as fast as with threads that never sleep, on a busy one ten times as fast.
 */
const BUFFER_OPTIONS: InferenceSession.SessionOptions = {
  ...OPTIONS,
  enableCpuMemArena: true,
  extra: { session: { intra_op: { spin_duration_us: '20' } } },
};

/** A float32 tensor at the model's edge; a free dimension is a name, such as 'N'. */
export type TensorInfo = { name: string; shape: readonly (number | string)[] };

/** The data of tensors by name, row by row. */
export type Buffers = Record<string, Float32Array>;

/** A model loaded into ONNX Runtime: one float32 input [N, width], float32 outputs. */
export class OnnxSession {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly #runtime: OnnxRuntime;
  readonly #session: InferenceSession;
  /** the tensor of one row, kept between runs (6 to 8 % of a run); absent while a run reads it */
  #oneRow: Tensor | undefined;

  private constructor(runtime: OnnxRuntime, session: InferenceSession) {
    this.inputs = session.inputMetadata.map(tensorInfo);
    this.outputs = session.outputMetadata.map(tensorInfo);
    this.#runtime = runtime;
    this.#session = session;
  }

  /** Takes the file's bytes or its path; rejects where ONNX Runtime refuses it or a tensor is not float32. */
  static async load(model: Uint8Array | string): Promise<OnnxSession> {
    const runtime = await loadRuntime();
    // as: the library's overloads take the one or the other, and both are handled alike
    const session = await runtime.InferenceSession.create(model as Uint8Array, OPTIONS);
    try {
      return new OnnxSession(runtime, session);
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  /**
   * Answers `rows` rows of features by output name, row by row. The features are copied before it returns, and each
   * run has its own answer, so runs may overlap: ONNX Runtime takes them one after the other on this thread, in the
   * order of the calls, each in a later turn of the event loop.
   */
  async run(features: Float32Array, rows: number): Promise<Record<string, Float32Array>> {
    const input = this.#takeTensor(features, rows);
    try {
      const outputs = await this.#session.run({ [this.inputs[0]!.name]: input });
      const answers: Record<string, Float32Array> = {};
      for (const { name } of this.outputs) answers[name] = outputs[name]!.data as Float32Array; // as: tensorInfo checked
      return answers;
    } finally {
      if (rows === 1) this.#oneRow = input;
    }
  }

  /** Frees the native memory, which no garbage collection does. */
  async release(): Promise<void> {
    await this.#session.release();
  }

  #takeTensor(features: Float32Array, rows: number): Tensor {
    const kept = this.#oneRow;
    if (rows !== 1 || kept?.size !== features.length) {
      return new this.#runtime.Tensor('float32', features.slice(), [rows, features.length / rows]);
    }
    this.#oneRow = undefined;
    (kept.data as Float32Array).set(features); // as: made below from a Float32Array
    return kept;
  }
}

/**
 * A model of fixed shapes with any number of float32 inputs and outputs, run in memory that its caller owns: no run
 * allocates a tensor's data, and one run's output can be the next one's input.
 */
export class BufferSession {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly #runtime: OnnxRuntime;
  readonly #session: InferenceSession;

  private constructor(runtime: OnnxRuntime, session: InferenceSession) {
    this.inputs = session.inputMetadata.map(tensorInfo);
    this.outputs = session.outputMetadata.map(tensorInfo);
    this.#runtime = runtime;
    this.#session = session;
  }

  /** `threads` share the work inside an operation. */
  static async load(model: Uint8Array, { threads }: { threads: number }): Promise<BufferSession> {
    const runtime = await loadRuntime();
    const session = await runtime.InferenceSession.create(model, { ...BUFFER_OPTIONS, intraOpNumThreads: threads });
    return new BufferSession(runtime, session);
  }

  /**
   * Reads every input from `feeds` and writes every output to `fetches`, by name and row by row; an output's memory
   * must not be an input's. The buffers are the run's until it ends.
   */
  async run(feeds: Readonly<Buffers>, fetches: Readonly<Buffers>): Promise<void> {
    await this.#session.run(this.#tensors(this.inputs, feeds), this.#tensors(this.outputs, fetches));
  }

  /** Frees the native memory, which no garbage collection does. */
  async release(): Promise<void> {
    await this.#session.release();
  }

  #tensors(infos: readonly TensorInfo[], buffers: Readonly<Buffers>): Record<string, Tensor> {
    const tensors: Record<string, Tensor> = {};
    for (const { name, shape } of infos) {
      const values = buffers[name];
      if (!values) throw new RangeError(`expected a buffer for ${name} [${shape.join(', ')}], got none`);
      // as: a model of fixed shapes has no free dimension; the library checks the length
      tensors[name] = new this.#runtime.Tensor('float32', values, shape as readonly number[]);
    }
    return tensors;
  }
}

/**
 * Releases of ONNX Runtime before 1.29 have no telemetry on Linux; this holds for the later ones, which read it when
 * they load. A worker thread has a copy of the environment alone: the main thread must call this before it starts one.
 */
export function disableTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY = '1';
}

async function loadRuntime(): Promise<OnnxRuntime> {
  disableTelemetry();
  return import('onnxruntime-node').catch((error: unknown) => {
    throw new InputError(`expected the package onnxruntime-node to load (npm ci installs it), got "${oneLine(error)}"`);
  });
}

function tensorInfo(value: InferenceSession.ValueMetadata): TensorInfo {
  const type = value.isTensor ? value.type : 'no tensor';
  if (!value.isTensor || type !== 'float32') throw new TypeError(`expected ${value.name} to be float32, got ${type}`);
  return { name: value.name, shape: value.shape };
}
