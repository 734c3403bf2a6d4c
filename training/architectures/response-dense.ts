import { dense, denseParameters, denseWeight, type Architecture } from './architecture.js';
import { responseLstm } from './response-lstm.js';

/**
 * Two dense layers on the inputs of response-lstm, with the same linear path beside them, to what the response misses:
 * trained on the drives of one car it is ahead of the LSTM on any other, see training/LOG.md.
 */
export const responseDense: Architecture = {
  ...responseLstm,
  name: 'response-dense',
  target: 'response-correction',
  hiddenSize: 64,

  parameters: ({ features, horizonSteps, hiddenSize }) => [
    ...denseParameters('first', features, hiddenSize),
    ...denseParameters('second', hiddenSize, hiddenSize),
    denseWeight('output', hiddenSize, horizonSteps), // the linear path has the bias
    ...denseParameters('linear', features, horizonSteps),
  ],

  forward(ops, parameters, inputs) {
    const first = ops.tanh(dense(ops, parameters, 'first', inputs));
    const second = ops.tanh(dense(ops, parameters, 'second', first));
    const bent = ops.matmul(second, parameters['output.weight']!);
    return ops.add(bent, dense(ops, parameters, 'linear', inputs));
  },
};
