import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import type { Matrix } from '../core/matrix.js';
import type { Weights } from './architectures/architecture.js';
import { physicalForward } from './physical-model.js';
import type { TfBackend } from './tfjs-backend.js';
import { tfjsOps } from './tfjs-ops.js';
import type { Batch, Trainer, TrainerOptions } from './trainer.js';

/** Trains with TensorFlow.js: its tape for the gradient, its Adam for the step. */
export function tfjsTrainer(
  { tf }: TfBackend,
  { architecture, sizes, weights, learningRate }: TrainerOptions,
): Trainer {
  const ops = tfjsOps(tf);
  const adam = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
  const parameters: Record<string, Variable> = {};
  for (const { name, shape } of architecture.parameters(sizes)) {
    parameters[name] = tf.variable(tf.tensor(weights[name]!.slice(), [...shape]), true);
  }
  const tensor = ({ rows, columns, data }: Matrix) => tf.tensor2d(Float32Array.from(data), [rows, columns]);
  const meanSquare = ({ features, targets }: Batch): Scalar => {
    const predicted = architecture.forward<Tensor>(ops, parameters, tensor(features), sizes);
    return tf.mean(tf.square(tf.sub(predicted, tensor(targets)))).asScalar();
  };
  const values = (tensors: Record<string, Tensor>): Weights =>
    Object.fromEntries(Object.entries(tensors).map(([name, one]) => [name, (one.dataSync() as Float32Array).slice()]));

  return {
    step: (batch) =>
      tf.tidy(() => adam.minimize(() => meanSquare(batch), true, Object.values(parameters))!.dataSync()[0]!),
    loss: (batch) => tf.tidy(() => meanSquare(batch).dataSync()[0]!),
    gradient: (batch) =>
      tf.tidy(() => {
        const { grads } = tf.variableGrads(() => meanSquare(batch), Object.values(parameters));
        const named = Object.entries(parameters).map(([name, variable]) => {
          // A parameter that never acts has no gradient on the tape; it is zero.
          return [name, grads[variable.name] ?? tf.zerosLike(variable)] as const;
        });
        return values(Object.fromEntries(named));
      }),
    predict(model, features) {
      const angles = tf.tidy(() => physicalForward<Tensor>(ops, model, parameters, tensor(features)).dataSync());
      return { rows: features.rows, columns: sizes.horizonSteps, data: Float64Array.from(angles) };
    },
    get weights() {
      return values(parameters);
    },
    dispose() {
      adam.dispose();
      tf.dispose(parameters);
    },
  };
}
