import type { ModelCard } from '../../core/model-card.js';
import { ANGLES } from '../model-tensors.js';
import type { OnnxSession } from '../session.js';
import { isAsGood } from '../verify-model.js';
import { Uncompilable } from './compile-graph.js';
import { GraphExecutor } from './graph-executor.js';

/** Mixtures of each pair of golden vectors: shares of the second one. */
const SHARES = [0, 0.25, 0.5, 0.75];
/** Questions that ONNX Runtime is asked at once: memory that it must take anew each time costs more than the runs. */
const BATCH = 64;

/**
 * Compiles a model and holds it against ONNX Runtime on this very machine, on the card's golden vectors and mixtures of
 * them: every angle within 1e-4 deg and 1e-6 of it. Throws an `Uncompilable` where it can't be compiled or differs.
 */
export async function proveExecutor(
  model: Uint8Array,
  { card, session }: { card: Pick<ModelCard, 'golden' | 'horizonSteps'>; session: OnnxSession },
): Promise<GraphExecutor> {
  const executor = GraphExecutor.compile(model);
  const questions = mixtures(card.golden.map(({ features }) => features));
  const width = executor.input.length;
  const angles = executor.output(ANGLES);
  for (let first = 0; first < questions.length; first += BATCH) {
    const asked = questions.slice(first, first + BATCH);
    const rows = new Float32Array(asked.length * width);
    asked.forEach((features, q) => rows.set(features, q * width));
    const expected = (await session.run(rows, asked.length))[ANGLES]!;
    asked.forEach((_, q) => {
      executor.input.set(rows.subarray(q * width, (q + 1) * width));
      executor.run();
      for (let k = 0; k < card.horizonSteps; k++) {
        const wanted = expected[q * card.horizonSteps + k]!;
        if (!isAsGood(angles[k]!, wanted))
          throw new Uncompilable(`expected ${wanted} deg as ONNX Runtime says, got ${angles[k]} deg`);
      }
    });
  }
  return executor;
}

function mixtures(all: readonly (readonly number[])[]): number[][] {
  return all.flatMap((a) =>
    all.flatMap((b) => SHARES.map((share) => a.map((value, f) => (1 - share) * value + share * b[f]!))),
  );
}
