import { lstm } from '../lstm.js';
import { dense, denseParameters, lstmLayer, lstmParameters, type Architecture } from './architecture.js';

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
    ...denseParameters('output', hiddenSize, 1),
    ...denseParameters('linear', features, horizonSteps),
  ],

  forward(ops, parameters, features, { features: width, historyLength, horizonSteps, hiddenSize }) {
    const past = ops.reshape(ops.slice(features, 1, 0, PAST_CHANNELS * historyLength), [
      -1,
      PAST_CHANNELS,
      historyLength,
    ]);
    const ahead = ops.slice(features, 1, PAST_CHANNELS * historyLength, width);
    const encoder = lstm(
      ops,
      ops.transpose(past, [2, 0, 1]),
      lstmLayer(parameters, 'encoder', { hiddenSize, length: historyLength }),
    );
    const decoder = lstm(
      ops,
      ops.reshape(ops.transpose(ahead, [1, 0]), [horizonSteps, -1, 1]),
      lstmLayer(parameters, 'decoder', { hiddenSize, length: horizonSteps }),
      encoder.state,
    );
    const changes = dense(ops, parameters, 'output', decoder.outputs); // [horizonSteps, N, 1]
    const bent = ops.transpose(ops.reshape(changes, [horizonSteps, -1]), [1, 0]);
    return ops.add(bent, dense(ops, parameters, 'linear', features));
  },
};
