import { AHEAD_INPUTS, PAST_INPUTS } from '../adapted-basis.js';
import { lstm } from '../lstm.js';
import { dense, denseParameters, denseWeight, lstmLayer, lstmParameters, type Architecture } from './architecture.js';

/**
 * Encoder and decoder over real time, as in sequence-lstm, of what the steering response makes of the curvature: the
 * same inputs in every car. It gives what the forecast, learned as the car drives, misses.
 */
export const responseLstm: Architecture = {
  name: 'response-lstm',
  inputs: 'adapted',
  target: 'correction',
  hiddenSize: 32,
  recipe: {
    epochs: 10,
    learningRate: 3e-3,
    batchSize: 256,
    patience: 10,
    // Most windows hardly change and a few turns change much: squares would listen to the turns alone.
    loss: { kind: 'huber', delta: 0.1 },
    mirror: true,
    vary: true,
    anew: true,
    schedule: 'one-cycle',
  },

  parameters: ({ features, horizonSteps, hiddenSize }) => [
    ...lstmParameters('encoder', PAST_INPUTS, hiddenSize),
    ...lstmParameters('decoder', AHEAD_INPUTS, hiddenSize),
    denseWeight('output', hiddenSize, 1), // the linear path has the bias
    ...denseParameters('linear', features, horizonSteps),
  ],

  forward(ops, parameters, inputs, { historyLength, horizonSteps, hiddenSize }) {
    const pastSteps = historyLength - 1;
    const pastWidth = pastSteps * PAST_INPUTS;
    // [N, steps × inputs] → [steps, N, inputs]
    const sequence = (from: number, steps: number, width: number) => {
      const part = ops.slice(inputs, 1, from, from + steps * width);
      return ops.transpose(ops.reshape(part, [-1, steps, width]), [1, 0, 2]);
    };
    const layer = (name: string, inputSize: number, length: number) =>
      lstmLayer(parameters, name, { inputSize, hiddenSize, length });
    const past = sequence(0, pastSteps, PAST_INPUTS);
    const ahead = sequence(pastWidth, horizonSteps, AHEAD_INPUTS);
    const encoder = lstm(ops, past, layer('encoder', PAST_INPUTS, pastSteps));
    const decoder = lstm(ops, ahead, layer('decoder', AHEAD_INPUTS, horizonSteps), encoder.state);
    const bent = ops.reshape(ops.matmul(decoder.outputs, parameters['output.weight']!), [horizonSteps, -1]);
    return ops.add(ops.transpose(bent, [1, 0]), dense(ops, parameters, 'linear', inputs));
  },
};
