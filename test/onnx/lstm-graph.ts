import type { OnnxGraph } from '../../onnx/onnx-model.js';

export const SIZE = { steps: 3, channels: 2, hidden: 4 } as const;

/** Row by row; weights of the four gates in ONNX's order, input output forget cell. */
export type LstmWeights = { w: Float32Array; r: Float32Array; b: Float32Array };

const int64 = (...values: number[]) => BigInt64Array.from(values.map(BigInt));

/** features [N, steps·channels] → the last hidden state [N, hidden] of one LSTM over the steps. */
export function lstmGraph({ w, r, b }: LstmWeights): OnnxGraph {
  const { steps, channels, hidden } = SIZE;
  return {
    name: 'lstm',
    nodes: [
      { op: 'Reshape', inputs: ['features', 'byStep'], outputs: ['rows'] },
      { op: 'Transpose', inputs: ['rows'], outputs: ['sequence'], attributes: { perm: { ints: [1, 0, 2] } } },
      {
        op: 'LSTM',
        inputs: ['sequence', 'W', 'R', 'B'],
        outputs: ['', 'last'],
        attributes: { direction: { text: 'forward' }, hidden_size: { int: hidden } },
      },
      { op: 'Squeeze', inputs: ['last', 'directions'], outputs: ['hidden'] },
    ],
    initializers: [
      { name: 'byStep', shape: [3], values: int64(-1, steps, channels) },
      { name: 'directions', shape: [1], values: int64(0) },
      { name: 'W', shape: [1, 4 * hidden, channels], values: w },
      { name: 'R', shape: [1, 4 * hidden, hidden], values: r },
      { name: 'B', shape: [1, 8 * hidden], values: b },
    ],
    inputs: [{ name: 'features', shape: ['N', steps * channels] }],
    outputs: [{ name: 'hidden', shape: ['N', hidden] }],
  };
}

/** The same in float64, from the equations of the ONNX operator. */
export function lstmByHand({ w, r, b }: LstmWeights, sequence: readonly (readonly number[])[]): number[] {
  const { channels, hidden } = SIZE;
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  let h = new Array<number>(hidden).fill(0);
  const c = new Array<number>(hidden).fill(0);
  for (const x of sequence) {
    const gate = (index: number, unit: number) => {
      const row = index * hidden + unit;
      let sum = b[row]! + b[4 * hidden + row]!;
      for (let k = 0; k < channels; k++) sum += w[row * channels + k]! * x[k]!;
      for (let k = 0; k < hidden; k++) sum += r[row * hidden + k]! * h[k]!;
      return sum;
    };
    h = h.map((_, unit) => {
      c[unit] = sigmoid(gate(2, unit)) * c[unit]! + sigmoid(gate(0, unit)) * Math.tanh(gate(3, unit));
      return sigmoid(gate(1, unit)) * Math.tanh(c[unit]);
    });
  }
  return h;
}
