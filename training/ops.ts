/**
 * The tensor operations that an architecture is written in. `T` is what an interpreter makes of a tensor: a tensor of
 * tfjs while training, the name of a value while a graph is built for export. Shapes are written [rows, columns];
 * N is the number of windows, unknown to the architecture.
 */
export interface Ops<T> {
  /** Numbers that belong to the model but are not trained. */
  constant(values: readonly number[], shape: readonly number[]): T;
  /** [..., K] × [K, M] → [..., M] */
  matmul(a: T, b: T): T;
  /** Element by element; shapes broadcast as in NumPy. */
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  sigmoid(x: T): T;
  tanh(x: T): T;
  /** All parts have the same shape but for `axis`. */
  concat(parts: readonly T[], axis: number): T;
  /** Positions begin … end−1 of one axis. */
  slice(x: T, axis: number, begin: number, end: number): T;
  /** One dimension may be −1: what is left. */
  reshape(x: T, shape: readonly number[]): T;
  /** Axis k of the result is axis permutation[k] of x. */
  transpose(x: T, permutation: readonly number[]): T;
  /**
   * Zeroes values at random, with the probability `rate`, and scales the others so that the mean stays (Srivastava et
   * al. 2014); x [..., N, C] has one mask [N, C] for all of its leading axes (Gal & Ghahramani 2016). Only while a
   * network takes a training step: an interpreter for anything else has none.
   */
  dropout?(x: T, rate: number): T;
  /** A whole LSTM layer at once, where an interpreter has one; else it is composed of the operations above. */
  lstm?(sequence: T, layer: LstmLayer<T>, initial?: LstmState<T>): LstmResult<T>;
}

/**
 * One layer as PyTorch has it: the gates' columns stacked input, forget, candidate, output, and two bias vectors.
 * weightIh [C, 4H], weightHh [H, 4H], biasIh and biasHh [4H].
 */
export type LstmLayer<T> = {
  inputSize: number;
  hiddenSize: number;
  length: number;
  weightIh: T;
  weightHh: T;
  biasIh: T;
  biasHh: T;
};
/** Both [1, N, H]. */
export type LstmState<T> = { hidden: T; cell: T };
/** outputs [L, N, H]: the hidden state of every step. */
export type LstmResult<T> = { outputs: T; state: LstmState<T> };
