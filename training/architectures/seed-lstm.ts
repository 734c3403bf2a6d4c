import { lstm } from '../lstm.js';
import { dense, denseParameters, lstmLayer, lstmParameters, type Architecture } from './architecture.js';

/**
 * The article's network: all 20 features at once as a sequence of length one, through two LSTM layers of 64, to the
 * five angles. Its state is zero at that one step, so the recurrent weights and the forget gates never act.
 */
export const seedLstm: Architecture = {
  name: 'seed-lstm',
  inputs: 'measured',
  target: 'angle',
  hiddenSize: 64,
  recipe: { epochs: 1000, learningRate: 1e-3, batchSize: 'full', patience: 1000, loss: { kind: 'mse' }, mirror: false },

  parameters: ({ features, hiddenSize, horizonSteps }) => [
    ...lstmParameters('lstm0', features, hiddenSize),
    ...lstmParameters('lstm1', hiddenSize, hiddenSize),
    ...denseParameters('output', hiddenSize, horizonSteps),
  ],

  forward(ops, parameters, features, { features: width, hiddenSize }) {
    const layer = (name: string, inputSize: number) =>
      lstmLayer(parameters, name, { inputSize, hiddenSize, length: 1 });
    const first = lstm(ops, ops.reshape(features, [1, -1, width]), layer('lstm0', width));
    const second = lstm(ops, first.outputs, layer('lstm1', hiddenSize));
    return dense(ops, parameters, 'output', ops.reshape(second.outputs, [-1, hiddenSize]));
  },
};
