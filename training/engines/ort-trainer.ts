import { zeros, type Matrix } from '../../core/matrix.js';
import { OnnxSession, type Buffers } from '../../onnx/session.js';
import { ANGLES } from '../../onnx/model-tensors.js';
import { adamSchedule, type AdamSchedule, type AdamState } from './adam.js';
import type { Weights } from '../architectures/architecture.js';
import { toOnnx } from '../to-onnx.js';
import { BatchModel } from './ort-batch-model.js';
import { drawMask, maskStream, type Mask } from './dropout.js';
import { dropoutMasks, type TrainingModel } from './ort-graph.js';
import { packWeights, parameterLayout, unpackWeights, type ParameterLayout } from './parameter-layout.js';
import type { PhysicalModel } from '../physical-model.js';
import { Random } from '../random.js';
import type { Batch, Trainer, TrainerOptions, TrainerState } from './trainer.js';

/** Windows a run of `predict` and of `loss`; keeps their memory flat. */
const PREDICTED_ROWS = 4096;
const LOSS_ROWS = 1024;
/** Fewer windows than this are not worth a thread of their own: at 128 a step takes as long on two as on one. */
const THREAD_ROWS = 512;

/** Trains with ONNX Runtime: forward pass, gradient and Adam's step are one model, as in the car the prediction is. */
export class OrtTrainer implements Trainer {
  learningRate: number;
  readonly #options: TrainerOptions;
  readonly #threads: number;
  readonly #layout: ParameterLayout;
  readonly #models = new Map<TrainingModel, BatchModel>();
  // Buffers stay the same from step to step, so that a step allocates none.
  readonly #loss = new Float32Array(1);
  readonly #schedule: AdamSchedule<Float32Array> = {
    stepSize: new Float32Array(1),
    rootCorrection: new Float32Array(1),
    keep: new Float32Array(1),
  };
  /** A step reads the one and writes the other, then they change places. */
  #state: AdamState<Float32Array>;
  #next: AdamState<Float32Array>;
  #steps = 0;
  readonly #masks: readonly Mask[];
  readonly #maskBuffers: Buffers = {};
  readonly #random: Random;

  constructor(options: TrainerOptions, { threads = 2 }: { threads?: number | undefined } = {}) {
    const { architecture, sizes, weights, learningRate } = options;
    this.learningRate = learningRate;
    this.#options = options;
    this.#threads = threads;
    this.#layout = parameterLayout(architecture.parameters(sizes));
    const vector = () => new Float32Array(this.#layout.length);
    const parameters = packWeights(this.#layout, weights, architecture.name);
    this.#state = { parameters, mean: vector(), square: vector() };
    this.#next = { parameters: vector(), mean: vector(), square: vector() };
    this.#masks = dropoutMasks(options);
    this.#random = maskStream(options);
  }

  async step(batch: Batch): Promise<number> {
    const model = await this.#model('step', batch.features.rows);
    const schedule = adamSchedule(this.#steps + 1, this.learningRate, this.#options.weightDecay ?? 0);
    for (const [name, value] of Object.entries(schedule)) this.#schedule[name as keyof typeof schedule][0] = value; // as: its keys
    const { parameters: newParameters, mean: newMean, square: newSquare } = this.#next;
    await model.run(
      batch,
      { begin: 0, end: batch.features.rows },
      { ...this.#state, ...this.#schedule, ...this.#drawMasks(batch.features.rows, model.rows) },
      { newParameters, newMean, newSquare, loss: this.#loss },
    );
    if (!areFinite(newParameters)) return Number.isFinite(this.#loss[0]) ? NaN : this.#loss[0]!;
    [this.#state, this.#next] = [this.#next, this.#state];
    this.#steps++;
    return this.#loss[0]!;
  }

  async loss(batch: Batch): Promise<number> {
    const model = await this.#model('loss', Math.min(batch.features.rows, LOSS_ROWS));
    let total = 0;
    for (let begin = 0; begin < batch.features.rows; begin += model.rows) {
      const end = Math.min(begin + model.rows, batch.features.rows);
      await model.run(batch, { begin, end }, { parameters: this.#state.parameters }, { loss: this.#loss });
      total += this.#loss[0]!;
    }
    return total;
  }

  async gradient(batch: Batch): Promise<Weights> {
    const model = await this.#model('gradient', batch.features.rows);
    const gradient = new Float32Array(this.#layout.length);
    const rows = { begin: 0, end: batch.features.rows };
    await model.run(batch, rows, { parameters: this.#state.parameters }, { gradient, loss: this.#loss });
    return unpackWeights(this.#layout, gradient);
  }

  async predict(model: PhysicalModel, features: Matrix): Promise<Matrix> {
    const session = await OnnxSession.load(toOnnx(model, this.weights));
    const angles = zeros(features.rows, model.sizes.horizonSteps);
    try {
      for (let begin = 0; begin < features.rows; begin += PREDICTED_ROWS) {
        const end = Math.min(begin + PREDICTED_ROWS, features.rows);
        const some = Float32Array.from(features.data.subarray(begin * features.columns, end * features.columns));
        angles.data.set((await session.run(some, end - begin))[ANGLES]!, begin * angles.columns);
      }
    } finally {
      await session.release();
    }
    return angles;
  }

  get weights(): Weights {
    return unpackWeights(this.#layout, this.#state.parameters);
  }

  state(): Promise<TrainerState> {
    const { parameters, mean, square } = this.#state;
    const named = (vector: Float32Array) => unpackWeights(this.#layout, vector);
    return Promise.resolve({
      weights: named(parameters),
      mean: named(mean),
      square: named(square),
      steps: this.#steps,
      position: this.#random.position,
    });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- rejects where packing throws
  async restore({ weights, mean, square, steps, position }: TrainerState): Promise<void> {
    const packed = (named: Weights) => packWeights(this.#layout, named, this.#options.architecture.name);
    this.#state = { parameters: packed(weights), mean: packed(mean), square: packed(square) };
    this.#steps = steps;
    this.#random.position = position;
  }

  async dispose(): Promise<void> {
    for (const model of this.#models.values()) await model.release();
    this.#models.clear();
  }

  /** For `windows` of the model's `rows`: the others don't count, so any mask does for them. */
  #drawMasks(windows: number, rows: number): Buffers {
    for (const { name, columns, rate } of this.#masks) {
      const kept = this.#maskBuffers[name];
      const mask = kept?.length === rows * columns ? kept : new Float32Array(rows * columns);
      this.#maskBuffers[name] = mask;
      drawMask(mask.subarray(0, windows * columns), rate, this.#random);
    }
    return this.#maskBuffers;
  }

  /** Loaded when it is first needed, and again where a batch has more rows than those before it. */
  async #model(kind: TrainingModel, rows: number): Promise<BatchModel> {
    const loaded = this.#models.get(kind);
    if (loaded && loaded.rows >= rows) return loaded;
    const threads = Math.min(this.#threads, Math.ceil(rows / THREAD_ROWS));
    const model = await BatchModel.load(kind, this.#options, { rows, threads });
    await loaded?.release();
    this.#models.set(kind, model);
    return model;
  }
}

/** A plain loop: 40 µs for the article's network, where `every` takes ten times as long. */
function areFinite(values: Float32Array): boolean {
  let sum = 0; // of float32 in float64: it can't overflow by itself
  for (let k = 0; k < values.length; k++) sum += values[k]!;
  return Number.isFinite(sum);
}
