import { packWeights, weighedSum } from './matrix-kernel.js';
import { sizeOf, type Program, type Tensor } from './program.js';
import { sigmoid, tanh } from './vector-math.js';
import { ADDRESSES, f32x4, i32, loop, VECTORS, type Code } from '../../core/wasm.js';

/** ONNX's LSTM of one direction over a batch of one: gates in the order input, output, forget, candidate. */
export type Lstm = {
  /** [steps, inputSize] */
  sequence: Tensor;
  inputSize: number;
  hiddenSize: number;
  /** [4H, inputSize], [4H, H], [8H] */
  weightIh: Float32Array;
  weightHh: Float32Array;
  bias: Float32Array;
  /** [H] each; absent where they are zero */
  initial: { hidden: Tensor; cell: Tensor } | undefined;
};

export type LstmState = { all: Tensor; hidden: Tensor; cell: Tensor };

const GATES = 4;

/**
 * Emits the steps. Nothing is multiplied with a state that is zero: the first step from zero goes without the recurrent
 * weights and the forget gate.
 */
export function emitLstm(program: Program, lstm: Lstm): LstmState {
  const { sequence, inputSize, hiddenSize, weightIh, weightHh, bias, initial } = lstm;
  const steps = sizeOf(sequence.shape) / inputSize;
  const width = 4 * Math.ceil(hiddenSize / 4); // each gate in whole vectors
  const all = program.allocate([steps, 1, 1, hiddenSize]);
  const hidden = program.allocate([1, 1, hiddenSize]);
  const cell = program.allocate([1, 1, hiddenSize]);
  const gates = program.allocate([GATES * width]);
  const byInput = gateRows(weightIh, inputSize, hiddenSize, width);
  const byHidden = gateRows(weightHh, hiddenSize, hiddenSize, width);
  const both = new Float32Array(byInput.length + byHidden.length);
  both.set(byInput);
  both.set(byHidden, byInput.length);
  const summed = new Float32Array(GATES * hiddenSize).map((_, k) => bias[k]! + bias[GATES * hiddenSize + k]!);
  const sums = {
    outputs: GATES * width,
    bias: i32.const(program.constant(gateRows(summed, 1, hiddenSize, width)).address),
    out: i32.const(gates.address),
  };
  const from = ADDRESSES[3]!; // the step's inputs
  const to = ADDRESSES[4]!; // where its hidden state goes
  const inputs = { vector: from.get, length: inputSize };
  const recurrent = { vector: i32.const(hidden.address), length: hiddenSize };
  const vectors = width / 4;

  program.emit([from.set(i32.const(sequence.address)), to.set(i32.const(all.address))]);
  let done = 0;
  if (initial) {
    program.emit(copyVectors(initial.hidden, hidden, vectors));
    program.emit(copyVectors(initial.cell, cell, vectors));
  } else {
    const weights = packWeights(program, byInput, inputSize, GATES * width);
    program.emit(weighedSum([inputs], { ...sums, weights }));
    program.emit(advance(false));
    done = 1;
  }
  if (done < steps) {
    const weights = packWeights(program, both, inputSize + hiddenSize, GATES * width);
    const step = [weighedSum([inputs, recurrent], { ...sums, weights }), advance(true)];
    const end = i32.const(sequence.address + 4 * inputSize * steps);
    program.emit(loop(step, i32.lessThan(from.get, end)));
  }
  return { all, hidden, cell };

  /** From the gates' sums to the next state, which is also written behind those before it. */
  function advance(remembers: boolean): Code {
    const at = ADDRESSES[0]!; // bytes into each gate
    const [x, n, candidate, state] = [VECTORS[0]!, VECTORS[1]!, VECTORS[2]!, VECTORS[3]!];
    const gate = (index: number) => f32x4.load(at.get, gates.address + 4 * index * width);
    const taken = f32x4.mul(sigmoid(gate(0), x, n), candidate.get);
    const kept = f32x4.mul(sigmoid(gate(2), x, n), f32x4.load(at.get, cell.address));
    const output = [
      candidate.set(tanh(gate(3), x, n)),
      state.set(remembers ? f32x4.add(kept, taken) : taken),
      f32x4.store(at.get, state.get, cell.address),
      state.set(tanh(state.get, x, n)),
      state.set(f32x4.mul(sigmoid(gate(1), x, n), state.get)),
      f32x4.store(at.get, state.get, hidden.address),
      f32x4.store(i32.add(to.get, at.get), state.get),
      at.set(i32.add(at.get, i32.const(16))),
    ];
    return [
      at.set(i32.const(0)),
      loop(output, i32.lessThan(at.get, i32.const(4 * width))),
      from.set(i32.add(from.get, i32.const(4 * inputSize))),
      to.set(i32.add(to.get, i32.const(4 * hiddenSize))), // what the last vector has too many is overwritten
    ];
  }
}

/** [4H, inputs] → [inputs, 4 · width], each gate filled up with zeros */
function gateRows(weights: Float32Array, inputs: number, hiddenSize: number, width: number): Float32Array {
  const rows = new Float32Array(inputs * GATES * width);
  for (let i = 0; i < inputs; i++) {
    for (let gate = 0; gate < GATES; gate++) {
      for (let h = 0; h < hiddenSize; h++) {
        rows[(i * GATES + gate) * width + h] = weights[(gate * hiddenSize + h) * inputs + i]!;
      }
    }
  }
  return rows;
}

function copyVectors(source: Tensor, target: Tensor, vectors: number): Code {
  return Array.from({ length: vectors }, (_, v) =>
    f32x4.store(i32.const(target.address), f32x4.load(i32.const(source.address), 16 * v), 16 * v),
  );
}
