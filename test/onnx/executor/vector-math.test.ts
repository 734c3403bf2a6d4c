import { expect, it } from 'vitest';
import { compileWasm, f32x4, i32, VECTORS } from '../../../core/wasm.js';
import { exp } from '../../../onnx/executor/vector-math.js';

it('exp is e^x to 3e-7 of it, from the smallest powers that float32 has to the largest', () => {
  const [x, n] = [VECTORS[0]!, VECTORS[1]!];
  const { memory, run } = compileWasm(f32x4.store(i32.const(16), exp(f32x4.load(i32.const(0)), x, n)), 32);
  const values = new Float32Array(memory, 0, 8);
  let worst = 0;
  for (let k = -87 * 64; k < 88 * 64; k += 4) {
    for (let i = 0; i < 4; i++) values[i] = (k + i) / 64;
    run();
    for (let i = 0; i < 4; i++) worst = Math.max(worst, Math.abs(values[4 + i]! / Math.exp(values[i]!) - 1));
  }
  expect(worst).toBeLessThan(3e-7);
});
