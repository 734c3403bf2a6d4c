import { encodeOnnxModel } from '../../onnx/onnx-model.js';
import { SessionThread } from '../../onnx/session-thread.js';
import { BufferSession, type Buffers } from '../../onnx/session.js';
import { trainingGraph, type TrainingModel } from './ort-graph.js';
import type { Batch, TrainerOptions } from './trainer.js';

export type BatchModelSize = {
  /** windows a block */
  rows: number;
  /** one after the other; 1 where absent */
  blocks?: number;
  /** share the work inside an operation, or 'apart': the whole runs on a thread of its own */
  threads: number | 'apart';
};

/**
 * A training model loaded for batches of up to `rows` windows. A smaller batch is filled up with rows of weight 0:
 * one session and one arena serve them all, and only an epoch's last batch pays for rows that don't count.
 */
export class BatchModel {
  readonly rows: number;
  readonly #session: BufferSession | SessionThread;
  readonly #features: Float32Array;
  readonly #targets: Float32Array;
  readonly #targetWeights: Float32Array;

  private constructor(
    session: BufferSession | SessionThread,
    { rows, features, targets }: { rows: number; features: number; targets: number },
  ) {
    this.rows = rows;
    this.#session = session;
    this.#features = new Float32Array(rows * features);
    this.#targets = new Float32Array(rows * targets);
    this.#targetWeights = new Float32Array(rows * targets);
  }

  static async load(
    kind: TrainingModel,
    options: TrainerOptions,
    { rows, blocks = 1, threads }: BatchModelSize,
  ): Promise<BatchModel> {
    const bytes = encodeOnnxModel(trainingGraph(kind, options, rows, blocks));
    const session = await (threads === 'apart' ? SessionThread.load(bytes) : BufferSession.load(bytes, { threads }));
    const { features, horizonSteps: targets } = options.sizes;
    return new BatchModel(session, { rows: rows * blocks, features, targets });
  }

  /** Runs windows begin … end−1 of a batch; the loss is their share of the whole batch's mean. */
  async run(
    batch: Batch,
    { begin, end }: { begin: number; end: number },
    feeds: Buffers,
    fetches: Buffers,
  ): Promise<void> {
    const { features, targets } = batch;
    this.#features.set(features.data.subarray(begin * features.columns, end * features.columns));
    this.#targets.set(targets.data.subarray(begin * targets.columns, end * targets.columns));
    const counted = (end - begin) * targets.columns;
    this.#targetWeights.fill(1 / targets.data.length, 0, counted).fill(0, counted);
    const inputs = { features: this.#features, targets: this.#targets, targetWeights: this.#targetWeights };
    await this.#session.run({ ...inputs, ...feeds }, fetches);
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}
