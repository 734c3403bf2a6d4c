import { dense, denseParameters, denseWeight, type Architecture } from './architecture.js';
import { responseLstm } from './response-lstm.js';

/**
 * Two dense layers on the inputs of response-lstm, to the same correction, with the same linear path beside them: what
 * an LSTM has to be better than.
 */
export const responseDense: Architecture = {
  ...responseLstm,
  name: 'response-dense',
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
