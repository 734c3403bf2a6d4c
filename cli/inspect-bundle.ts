import { readBundle } from '../onnx/bundle.js';
import type { Inspection } from './inspection.js';

/** A model bundle, after all the checks that the car makes of it: hash, tensors, golden answers. */
export async function inspectBundle(path: string): Promise<Inspection> {
  const { card, session } = await readBundle(path);
  await session.release();
  const { name, architecture, vehicle, createdAt, dt, historyLength, horizonSteps, featureNames, training, golden } =
    card;
  const { drives, engine, seed, epochs, bestEpoch, interruptedAfterEpoch, split } = training;
  const end = interruptedAfterEpoch === undefined ? '' : ', interrupted';
  const anew = training.anew ? ', then trained anew on all of them' : '';
  const isByTest = drives.validation.length === 0 && card.interval !== undefined;
  const names = (records: readonly { name: string }[]) => records.map((record) => record.name).join(', ') || 'none';
  const text = [
    `${path}: model bundle, verified: its hash, its tensors and ${golden.length} golden answers`,
    `${name} (${architecture}) for ${vehicle ?? 'any vehicle'}, made ${createdAt}, sha256 ${card.onnxSha256}`,
    `step ${dt} s, ${historyLength} samples of the past, ${horizonSteps} steps ahead, ${featureNames.length} features`,
    `trained on ${engine}, seed ${seed}, best epoch ${bestEpoch} of ${epochs}${end}, split ${split}`,
    `train: ${names(drives.train)}`,
    `validation: ${names(drives.validation)}${isByTest ? ", the interval is from the test's errors" : ''}`,
    `test: ${names(drives.test)}${anew}`,
    `ranges: ${featureRange(card.ranges, 'vEgo')} m/s, ${featureRange(card.ranges, 'steeringAngleDeg')} deg, ${featureRange(card.ranges, 'curvature')} 1/m`,
    `metrics: ${JSON.stringify(card.metrics, shortNumber)}`,
  ].join('\n');
  return { figures: { kind: 'bundle', path, verified: true, card }, text };
}

/** `vEgo 0 … 31`, over all features of that signal */
function featureRange(ranges: Record<string, [number, number]>, channel: string): string {
  const own = Object.entries(ranges).filter(([name]) => name.startsWith(`${channel}[`));
  const digits = (value: number) => Number(value.toPrecision(4));
  const min = Math.min(...own.map(([, range]) => range[0]));
  const max = Math.max(...own.map(([, range]) => range[1]));
  return `${channel} ${digits(min)} … ${digits(max)}`;
}

const shortNumber = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value);
