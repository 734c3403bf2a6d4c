import type { NamedTensorMap, Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import type { Matrix } from '../../core/matrix.js';
import { ADAM } from './adam.js';
import type { Weights } from '../architectures/architecture.js';
import { drawMask, maskStream } from './dropout.js';
import { elementLoss, type LossOps } from './losses.js';
import { checkWeights } from './parameter-layout.js';
import { physicalForward, type PhysicalModel } from '../physical-model.js';
import type { Random } from '../random.js';
import type { Tf, TfBackend } from './tfjs-backend.js';
import { tfjsOps } from './tfjs-ops.js';
import type { Batch, Trainer, TrainerOptions, TrainerState } from './trainer.js';

type NamedTensor = { name: string; tensor: Tensor };
/** What tfjs keeps to itself of its Adam: the rate, and β₁ᵗ⁺¹ and β₂ᵗ⁺¹ after t steps. */
type AdamInside = { learningRate: number; accBeta1: Variable; accBeta2: Variable };

/** Trains with TensorFlow.js: its tape for the gradient, its Adam for the step. */
export class TfjsTrainer implements Trainer {
  learningRate: number;
  readonly #tf: Tf;
  readonly #ops: LossOps<Tensor>;
  readonly #options: TrainerOptions;
  readonly #random: Random;
  readonly #adam;
  readonly #parameters: Record<string, Variable> = {};
  /** parameters that have a gradient, in the order in which Adam keeps their moments */
  #acting: string[] = [];

  constructor({ tf }: TfBackend, options: TrainerOptions) {
    const { architecture, sizes, weights, learningRate } = options;
    checkWeights(architecture.parameters(sizes), weights, architecture.name); // refuses strange ones
    this.learningRate = learningRate;
    this.#tf = tf;
    this.#ops = { ...tfjsOps(tf), relu: (x) => tf.relu(x) };
    this.#options = options;
    this.#random = maskStream(options);
    this.#adam = tf.train.adam(learningRate, ADAM.beta1, ADAM.beta2, ADAM.epsilon);
    for (const { name, shape } of architecture.parameters(sizes)) {
      this.#parameters[name] = tf.variable(tf.tensor(weights[name]!.slice(), [...shape]), true);
    }
  }

  async step(batch: Batch): Promise<number> {
    const loss = this.#tf.tidy(() => {
      const { value, grads } = this.#gradient(batch, { ...this.#ops, dropout: (x, rate) => this.#dropout(x, rate) });
      const norm = this.#norm(grads);
      if (!Number.isFinite(norm.dataSync()[0]))
        return Number.isFinite(value.dataSync()[0]) ? this.#tf.scalar(NaN) : value;
      const { weightDecay = 0, maxGradientNorm = Infinity } = this.#options;
      if (weightDecay > 0) {
        for (const one of Object.values(this.#parameters)) one.assign(one.mul(1 - this.learningRate * weightDecay));
      }
      this.#adamInside.learningRate = this.learningRate;
      const against = maxGradientNorm < Infinity ? this.#clipped(grads, norm, maxGradientNorm) : grads;
      this.#acting = Object.keys(this.#parameters).filter((name) => this.#parameters[name]!.name in against);
      this.#adam.applyGradients(Object.entries(against).map(([name, tensor]) => ({ name, tensor })));
      return value;
    });
    return this.#number(loss);
  }

  async loss(batch: Batch): Promise<number> {
    return this.#number(this.#tf.tidy(() => this.#loss(batch, this.#ops)));
  }

  async gradient(batch: Batch): Promise<Weights> {
    const gradients = this.#tf.tidy(() => {
      const { grads } = this.#gradient(batch, this.#ops);
      const named = Object.entries(this.#parameters).map(([name, variable]) => {
        // A parameter that never acts has no gradient on the tape; it is zero.
        return [name, grads[variable.name] ?? this.#tf.zerosLike(variable)] as const;
      });
      return Object.fromEntries(named);
    });
    const weights: Weights = {};
    for (const [name, tensor] of Object.entries(gradients)) weights[name] = (await tensor.data<'float32'>()).slice();
    this.#tf.dispose(gradients);
    return weights;
  }

  async predict(model: PhysicalModel, { rows, columns, data }: Matrix): Promise<Matrix> {
    const angles = this.#tf.tidy(() => {
      const features = this.#tensor({ rows, columns, data });
      return physicalForward<Tensor>(this.#ops, model, this.#parameters, features);
    });
    const values = Float64Array.from(await angles.data());
    angles.dispose();
    return { rows, columns: model.sizes.horizonSteps, data: values };
  }

  get weights(): Weights {
    return Object.fromEntries(
      Object.entries(this.#parameters).map(([name, one]) => [name, one.dataSync<'float32'>().slice()]),
    );
  }

  async state(): Promise<TrainerState> {
    const [iterations, ...moments] = (await this.#adam.getWeights()) as [NamedTensor, ...NamedTensor[]]; // as: it always counts
    const named = (some: NamedTensor[]) =>
      Object.fromEntries(some.map(({ tensor }, k) => [this.#acting[k]!, tensor.dataSync<'float32'>().slice()]));
    const steps = await this.#number(iterations.tensor);
    const acting = this.#acting.length;
    const [mean, square] = [named(moments.slice(0, acting)), named(moments.slice(acting))];
    return { weights: this.weights, mean, square, steps, position: this.#random.position };
  }

  async restore({ weights, mean, square, steps, position }: TrainerState): Promise<void> {
    const { architecture, sizes } = this.#options;
    checkWeights(architecture.parameters(sizes), weights, architecture.name); // refuses strange ones
    const tensors = (some: Weights): NamedTensor[] =>
      Object.entries(some).map(([name, values]) => ({
        name,
        tensor: this.#tf.tensor(values.slice(), this.#parameters[name]!.shape),
      }));
    for (const { name, tensor } of tensors(weights)) {
      this.#parameters[name]!.assign(tensor);
      tensor.dispose();
    }
    this.#acting = Object.keys(mean);
    const moments = [...tensors(mean), ...tensors(square)];
    const all = [{ name: 'iter', tensor: this.#tf.scalar(steps, 'int32') }, ...moments];
    await this.#adam.setWeights(all);
    for (const { tensor } of all) tensor.dispose();
    this.#random.position = position;
    this.#setPower(this.#adamInside.accBeta1, ADAM.beta1, steps);
    this.#setPower(this.#adamInside.accBeta2, ADAM.beta2, steps);
  }

  dispose(): Promise<void> {
    this.#adam.dispose();
    this.#tf.dispose(this.#parameters);
    return Promise.resolve();
  }

  #loss({ features, targets }: Batch, ops: LossOps<Tensor>): Scalar {
    const { architecture, sizes, loss = { kind: 'mse' } } = this.#options;
    const predicted = architecture.forward<Tensor>(ops, this.#parameters, this.#tensor(features), sizes);
    return this.#tf.mean(elementLoss(ops, loss, predicted, this.#tensor(targets))).asScalar();
  }

  #gradient(batch: Batch, ops: LossOps<Tensor>): { value: Scalar; grads: NamedTensorMap } {
    return this.#tf.variableGrads(() => this.#loss(batch, ops), Object.values(this.#parameters));
  }

  #dropout(x: Tensor, rate: number): Tensor {
    const [rows, columns] = x.shape.slice(-2) as [number, number]; // as: [..., N, C]
    const mask = drawMask(new Float32Array(rows * columns), rate, this.#random);
    return this.#tf.mul(x, this.#tf.tensor2d(mask, [rows, columns]));
  }

  get #adamInside(): AdamInside {
    return this.#adam as unknown as AdamInside; // as: tfjs has no public way to set these
  }

  /** β to the power of steps + 1, product by product in float32 as Adam itself does it; tfjs's own pow rounds otherwise. */
  #setPower(variable: Variable, beta: number, steps: number): void {
    const factor = Math.fround(beta);
    let power = factor;
    for (let t = 0; t < steps; t++) power = Math.fround(power * factor);
    variable.assign(this.#tf.tidy(() => this.#tf.scalar(power)));
  }

  /** Euclidean, over all parameters together. */
  #norm(gradients: NamedTensorMap): Tensor {
    return this.#tf.addN(Object.values(gradients).map((one) => one.square().sum())).sqrt();
  }

  /** Shortened to the norm where it is longer. */
  #clipped(gradients: NamedTensorMap, norm: Tensor, maxNorm: number): NamedTensorMap {
    const scale = this.#tf.div(maxNorm, this.#tf.maximum(norm, maxNorm));
    return Object.fromEntries(Object.entries(gradients).map(([name, one]) => [name, one.mul(scale)]));
  }

  #tensor({ rows, columns, data }: Matrix): Tensor {
    return this.#tf.tensor2d(Float32Array.from(data), [rows, columns]);
  }

  async #number(scalar: Tensor): Promise<number> {
    const [value] = await scalar.data();
    scalar.dispose();
    return value!;
  }
}
