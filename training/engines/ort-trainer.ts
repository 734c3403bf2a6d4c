import { zeros, type Matrix } from '../../core/matrix.js';
import { OnnxSession, type Buffers } from '../../onnx/session.js';
import { ANGLES } from '../../onnx/model-tensors.js';
import { adamSchedule, type AdamSchedule, type AdamState } from './adam.js';
import type { Weights } from '../architectures/architecture.js';
import { toOnnx } from '../to-onnx.js';
import { BatchModel } from './ort-batch-model.js';
import { drawMask, maskStream } from './dropout.js';
import { forwardPass, type ForwardPass, type TrainingModel } from './ort-graph.js';
import { BLOCK_ROWS, LargeStep } from './ort-large-step.js';
import { checkWeights, packWeights, parameterLayout, unpackWeights, type ParameterLayout } from './parameter-layout.js';
import type { PhysicalModel } from '../physical-model.js';
import { Random } from '../random.js';
import type { Batch, Trainer, TrainerOptions, TrainerState } from './trainer.js';

/** Windows a run of `predict`, and of `loss` and `gradient`; keeps their memory flat. */
const PREDICTED_ROWS = 4096;
const LOSS_ROWS = 1024;
/** Fewer windows than this are not worth a thread of their own: at 128 a loss takes as long on two as on one. */
const THREAD_ROWS = 512;

/** Trains with ONNX Runtime: forward pass, gradient and Adam's step are one model, as in the car the prediction is. */
export class OrtTrainer implements Trainer {
  learningRate: number;
  readonly #options: TrainerOptions;
  readonly #threads: number;
  readonly #pass: ForwardPass;
  /** of the parameters that act */
  readonly #layout: ParameterLayout;
  /** the others: nothing but their decay changes them */
  #idle: Weights = {};
  readonly #models = new Map<TrainingModel, BatchModel>();
  #largeStep: LargeStep | undefined;
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
  readonly #maskBuffers: Buffers = {};
  readonly #random: Random;

  constructor(options: TrainerOptions, { threads = 2 }: { threads?: number | undefined } = {}) {
    this.learningRate = options.learningRate;
    this.#options = options;
    this.#threads = threads;
    this.#pass = forwardPass(options);
    this.#layout = parameterLayout(this.#pass.acting);
    const vector = () => new Float32Array(this.#layout.length);
    this.#state = { parameters: this.#take(options.weights), mean: vector(), square: vector() };
    this.#next = { parameters: vector(), mean: vector(), square: vector() };
    this.#random = maskStream(options);
  }

  async step(batch: Batch): Promise<number> {
    const schedule = adamSchedule(this.#steps + 1, this.learningRate, this.#options.weightDecay ?? 0);
    for (const [name, value] of Object.entries(schedule)) this.#schedule[name as keyof typeof schedule][0] = value; // as: its keys
    const { parameters: newParameters, mean: newMean, square: newSquare } = this.#next;
    const loss = await this.#step(batch, { newParameters, newMean, newSquare });
    if (!areFinite(newParameters)) return Number.isFinite(loss) ? NaN : loss;
    [this.#state, this.#next] = [this.#next, this.#state];
    const keep = this.#schedule.keep[0]!;
    if (keep !== 1) for (const idle of Object.values(this.#idle)) idle.forEach((value, k) => (idle[k] = value * keep));
    this.#steps++;
    return loss;
  }

  async loss(batch: Batch): Promise<number> {
    let total = 0;
    await this.#runAll('loss', batch, { loss: this.#loss }, () => (total += this.#loss[0]!));
    return total;
  }

  async gradient(batch: Batch): Promise<Weights> {
    const [some, all] = [new Float32Array(this.#layout.length), new Float32Array(this.#layout.length)];
    await this.#runAll('gradient', batch, { gradient: some, loss: this.#loss }, () => {
      some.forEach((value, k) => (all[k]! += value));
    });
    return this.#named(all, (idle) => new Float32Array(idle.length));
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
    return this.#named(this.#state.parameters, (idle) => idle.slice());
  }

  state(): Promise<TrainerState> {
    const { mean, square } = this.#state;
    return Promise.resolve({
      weights: this.weights,
      mean: unpackWeights(this.#layout, mean),
      square: unpackWeights(this.#layout, square),
      steps: this.#steps,
      position: this.#random.position,
    });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- rejects where the weights are another architecture's
  async restore({ weights, mean, square, steps, position }: TrainerState): Promise<void> {
    const parameters = this.#take(weights);
    this.#state = { parameters, mean: packWeights(this.#layout, mean), square: packWeights(this.#layout, square) };
    this.#steps = steps;
    this.#random.position = position;
  }

  async dispose(): Promise<void> {
    for (const model of this.#models.values()) await model.release();
    this.#models.clear();
    await this.#largeStep?.release();
    this.#largeStep = undefined;
  }

  /** The vector of those that act; refuses another architecture's. */
  #take(weights: Weights): Float32Array {
    const { architecture, sizes } = this.#options;
    const specs = architecture.parameters(sizes);
    checkWeights(specs, weights, architecture.name);
    const idle = specs.filter((spec) => !this.#pass.acting.includes(spec));
    this.#idle = Object.fromEntries(idle.map(({ name }) => [name, weights[name]!.slice()]));
    return packWeights(this.#layout, weights);
  }

  /** A copy by name, in the architecture's order. */
  #named(acting: Float32Array, ofIdle: (idle: Float32Array) => Float32Array): Weights {
    const unpacked = unpackWeights(this.#layout, acting);
    const { architecture, sizes } = this.#options;
    const names = architecture.parameters(sizes).map(({ name }) => name);
    return Object.fromEntries(names.map((name) => [name, unpacked[name] ?? ofIdle(this.#idle[name]!)]));
  }

  /** The loss before it; the state after it is written to `next`. */
  async #step(batch: Batch, next: Buffers): Promise<number> {
    const { rows } = batch.features;
    const [state, schedule] = [this.#state, this.#schedule];
    if (rows > BLOCK_ROWS) {
      const step = await this.#largeStepFor(rows);
      return step.run(batch, { state, schedule, masks: this.#drawMasks(rows, step.rows), next });
    }
    const model = await this.#model('step', rows);
    const feeds = { ...state, ...schedule, ...this.#drawMasks(rows, model.rows) };
    await model.run(batch, { begin: 0, end: rows }, feeds, { ...next, loss: this.#loss });
    return this.#loss[0]!;
  }

  /** Some windows after the others, as each run's shares of the whole. */
  async #runAll(kind: 'loss' | 'gradient', batch: Batch, fetches: Buffers, onRun: () => void): Promise<void> {
    const { rows } = batch.features;
    const model = await this.#model(kind, Math.min(rows, LOSS_ROWS));
    for (let begin = 0; begin < rows; begin += model.rows) {
      const end = Math.min(begin + model.rows, rows);
      await model.run(batch, { begin, end }, { parameters: this.#state.parameters }, fetches);
      onRun();
    }
  }

  /** For `windows` of the model's `rows`: the others don't count, so any mask does for them. */
  #drawMasks(windows: number, rows: number): Buffers {
    const masks: Buffers = {};
    for (const { name, columns, rate } of this.#pass.masks) {
      const kept = this.#maskBuffers[name];
      const mask = kept?.length === rows * columns ? kept : new Float32Array(rows * columns);
      this.#maskBuffers[name] = masks[name] = mask;
      drawMask(mask.subarray(0, windows * columns), rate, this.#random);
    }
    return masks;
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

  async #largeStepFor(rows: number): Promise<LargeStep> {
    if (this.#largeStep && this.#largeStep.rows >= rows) return this.#largeStep;
    await this.#largeStep?.release();
    this.#largeStep = await LargeStep.load(this.#options, this.#pass, { rows, threads: this.#threads });
    return this.#largeStep;
  }
}

/** A plain loop: 40 µs for the article's network, where `every` takes ten times as long. */
function areFinite(values: Float32Array): boolean {
  let sum = 0; // of float32 in float64: it can't overflow by itself
  for (let k = 0; k < values.length; k++) sum += values[k]!;
  return Number.isFinite(sum);
}
