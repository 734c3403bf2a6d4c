import { InputError } from '../core/input-error.js';
import type { Golden, ModelCard } from '../core/model-card.js';
import { ANGLES, FEATURES, INTERVAL } from './model-tensors.js';
import { oneLine } from './one-line.js';
import type { OnnxSession, TensorInfo } from './session.js';

/** Machines round float32 sums differently, by a few units in the last place of the angle. */
const GOLDEN_TOLERANCE_DEG = 1e-4;
const GOLDEN_TOLERANCE_RELATIVE = 1e-6;

/** Whether an angle (deg) is the expected one, as far as machines and engines agree; false for NaN. */
export const isAsGood = (got: number, expected: number): boolean =>
  Math.abs(got - expected) <= GOLDEN_TOLERANCE_DEG + GOLDEN_TOLERANCE_RELATIVE * Math.abs(expected);

/** What a card says about its model's input and answers. */
type ModelClaims = Pick<ModelCard, 'featureNames' | 'horizonSteps' | 'golden' | 'interval'>;

/** Refuses a model that is not what its card says: its tensors, and its answers to the card's golden vectors. */
export async function verifyModel(session: OnnxSession, card: ModelClaims, where: string): Promise<void> {
  verifyTensors(session, card, where);
  for (const [index, golden] of card.golden.entries()) {
    await verifyGolden(session, golden, `golden[${index}]`, where);
  }
}

function verifyTensors({ inputs, outputs }: OnnxSession, card: ModelClaims, where: string): void {
  const steps = card.horizonSteps;
  const has = (name: string) => outputs.some((output) => output.name === name);
  const intervals = INTERVAL.filter((name) => card.interval !== undefined || has(name));
  const faults = [
    inputs.length === 1 ? [] : [`expected one input, got ${inputs.length}`],
    tensorFaults('input', inputs, FEATURES, card.featureNames.length),
    ...[ANGLES, ...intervals].map((name) => tensorFaults('output', outputs, name, steps)),
  ].flat();
  if (faults.length > 0) throw new InputError(`${faults.join('; ')} (${where})`);
}

function tensorFaults(kind: string, tensors: readonly TensorInfo[], name: string, columns: number): string[] {
  const shape = tensors.find((tensor) => tensor.name === name)?.shape;
  if (shape?.length === 2 && typeof shape[0] === 'string' && shape[1] === columns) return [];
  const found = tensors.map((tensor) => `${tensor.name} [${tensor.shape.join(', ')}]`).join(', ');
  return [`expected ${kind} ${name} [N, ${columns}] as the card says, got ${found}`];
}

async function verifyGolden(
  session: OnnxSession,
  { features, steeringAngleDeg }: Golden,
  name: string,
  where: string,
): Promise<void> {
  const answers = await session.run(Float32Array.from(features), 1).catch((error: unknown) => {
    throw new InputError(`expected the model to answer ${name}, got "${oneLine(error)}" (${where})`);
  });
  for (const [k, expected] of steeringAngleDeg.entries()) {
    const got = answers[ANGLES]?.[k] ?? NaN;
    if (isAsGood(got, expected)) continue;
    throw new InputError(
      `expected the model to answer ${name}, step ${k + 1}, with ${expected} deg, got ${got} deg (${where})`,
    );
  }
}
