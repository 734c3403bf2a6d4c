import { lstm } from '../lstm.js';
import { dense, denseParameters, denseWeight, lstmLayer, lstmParameters, type Architecture } from './architecture.js';

const PAST_CHANNELS = 3; // curvature, speed, steering, in the order of core's featureNames

/**
 * Encoder and decoder over real time (Sutskever et al. 2014, Sequence to Sequence Learning): the encoder reads the
 * past sample by sample, the decoder goes on from its state through the curvature ahead, step by step, and gives the
 * change of the angle from the last one at each. A linear path beside them carries what is linear (the autoregressive
 * highway of Lai et al. 2018, LSTNet).
 */
export const sequenceLstm: Architecture = {
  name: 'sequence-lstm',
  inputs: 'from-now',
  target: 'change',
  hiddenSize: 32,
  recipe: {
    epochs: 60,
    learningRate: 3e-3,
    batchSize: 256,
    patience: 15,
    // Most windows hardly change and a few turns change much: squares would listen to the turns alone.
    loss: { kind: 'huber', delta: 0.1 },
    mirror: true,
  },

  parameters: ({ features, horizonSteps, hiddenSize }) => [
    ...lstmParameters('encoder', PAST_CHANNELS, hiddenSize),
    ...lstmParameters('decoder', 1, hiddenSize),
    denseWeight('output', hiddenSize, 1), // the linear path has the bias
    ...denseParameters('linear', features, horizonSteps),
  ],

  forward(ops, parameters, features, { historyLength: length, horizonSteps, hiddenSize }) {
    if (length !== horizonSteps)
      throw new RangeError(`expected as many past as future steps, got ${length}, ${horizonSteps}`);
    // [N, channels × steps] → [steps, N, channels]; the last channel is the curvature ahead
    const channels = ops.transpose(ops.reshape(features, [-1, PAST_CHANNELS + 1, length]), [2, 0, 1]);
    const past = ops.slice(channels, 2, 0, PAST_CHANNELS);
    const ahead = ops.slice(channels, 2, PAST_CHANNELS, PAST_CHANNELS + 1);
    const layer = (name: string, inputSize: number) => lstmLayer(parameters, name, { inputSize, hiddenSize, length });
    const encoder = lstm(ops, past, layer('encoder', PAST_CHANNELS));
    const decoder = lstm(ops, ahead, layer('decoder', 1), encoder.state);
    const bent = ops.reshape(ops.matmul(decoder.outputs, parameters['output.weight']!), [length, -1]);
    return ops.add(ops.transpose(bent, [1, 0]), dense(ops, parameters, 'linear', features));
  },
};
