import { encodeOnnxModel } from '../../onnx/onnx-model.js';
import { BufferSession, type Buffers } from '../../onnx/session.js';
import type { AdamSchedule, AdamState } from './adam.js';
import { BatchModel } from './ort-batch-model.js';
import { updateGraph, type ForwardPass } from './ort-graph.js';
import { parameterLayout } from './parameter-layout.js';
import type { Batch, TrainerOptions } from './trainer.js';

/** Windows a block at most: what one thread has of them fits its core's own cache. */
export const BLOCK_ROWS = 512;
/** However many threads there are, so that the sums, and the model, are the same. */
const HALVES = 2;

type StepBuffers = {
  state: AdamState<Float32Array>;
  schedule: AdamSchedule<Float32Array>;
  /** of `rows` windows each */
  masks: Buffers;
  /** where newParameters, newMean and newSquare go */
  next: Buffers;
};

/**
 * One step on a batch that is larger than a block: each half of it block by block, on a thread of its own where there
 * are two, then Adam's step against the sum of their gradients. Threads that share each operation wait for each other
 * some hundred times a step, these once.
 */
export class LargeStep {
  /** of a batch, at most */
  readonly rows: number;
  readonly #halves: readonly BatchModel[];
  readonly #update: BufferSession;
  readonly #masks: ForwardPass['masks'];
  readonly #gradients: readonly Float32Array[];
  readonly #losses = Array.from({ length: HALVES }, () => new Float32Array(1));

  private constructor(halves: readonly BatchModel[], update: BufferSession, { acting, masks }: ForwardPass) {
    this.rows = halves.reduce((sum, { rows }) => sum + rows, 0);
    this.#halves = halves;
    this.#update = update;
    this.#masks = masks;
    this.#gradients = halves.map(() => new Float32Array(parameterLayout(acting).length));
  }

  static async load(
    options: TrainerOptions,
    pass: ForwardPass,
    { rows, threads }: { rows: number; threads: number },
  ): Promise<LargeStep> {
    const blocks = Math.ceil(rows / (HALVES * BLOCK_ROWS));
    const size = { rows: Math.ceil(rows / (HALVES * blocks)), blocks };
    const halves = [
      await BatchModel.load('part', options, { ...size, threads: 1 }),
      await BatchModel.load('part', options, { ...size, threads: threads > 1 ? 'apart' : 1 }),
    ];
    const update = await BufferSession.load(encodeOnnxModel(updateGraph(options, pass)), { threads: 1 });
    return new LargeStep(halves, update, pass);
  }

  /** Resolves to the loss. */
  async run(batch: Batch, { state, schedule, masks, next }: StepBuffers): Promise<number> {
    const { parameters } = state;
    const runs = this.#halves.map((half, k) => {
      const [begin, end] = [k, k + 1].map((n) => Math.min(n * half.rows, batch.features.rows)) as [number, number]; // as: two in, two out
      const own = this.#masks.map(({ name, columns }) => {
        return [name, masks[name]!.subarray(k * half.rows * columns, (k + 1) * half.rows * columns)] as const;
      });
      const feeds = { parameters, ...Object.fromEntries(own) };
      return half.run(batch, { begin, end }, feeds, { gradient: this.#gradients[k]!, loss: this.#losses[k]! });
    });
    await Promise.all(runs);
    const [gradient0, gradient1] = this.#gradients as [Float32Array, Float32Array]; // as: one a half
    await this.#update.run({ ...state, ...schedule, gradient0, gradient1 }, next);
    return this.#losses.reduce((sum, loss) => sum + loss[0]!, 0);
  }

  async release(): Promise<void> {
    for (const one of [...this.#halves, this.#update]) await one.release();
  }
}
