import { describe, expect, it } from 'vitest';
import { makeDataset } from '../../training/dataset.js';
import { adaptedBasis, AHEAD_INPUTS, PAST_INPUTS } from '../../training/adapted-basis.js';
import { changeBasis } from '../../training/from-now.js';
import { ADAPTED, rowOf, syntheticDrives, toMatrix } from './make-drive.js';

const { featureNames } = ADAPTED;
const basis = adaptedBasis(featureNames);
const row = rowOf(makeDataset(syntheticDrives(3, 1), ADAPTED).features, 100);
const inputsOf = (features: readonly number[]) => rowOf(changeBasis(toMatrix([features]), basis), 0);
const at = (name: string) => row[featureNames.indexOf(name)]!;

describe('adaptedBasis', () => {
  it('gives each past step and each step ahead what its network reads', () => {
    const inputs = inputsOf(row);
    expect(inputs).toHaveLength(4 * PAST_INPUTS + 5 * AHEAD_INPUTS);
    const past = [-4, -3, -2, -1].flatMap((step) => [
      at(`equivalentSteeringDeg[i${step}]`) - at(`equivalentSteeringDeg[i${step - 1}]`),
      at(`steeringAngleDeg[i${step}]`) - at(`steeringAngleDeg[i${step - 1}]`),
      at(`steeringAngleDeg[i${step}]`) - at(`equivalentSteeringDeg[i${step}]`),
      at(`vEgo[i${step}]`),
    ]);
    const ahead = [0, 1, 2, 3, 4].flatMap((step) => [
      at(`equivalentSteeringDeg[i+${step}]`) - at(`equivalentSteeringDeg[i${step > 0 ? `+${step - 1}` : -1}]`),
      at(`forecastChangeDeg[i+${step}]`) - (step > 0 ? at(`forecastChangeDeg[i+${step - 1}]`) : 0),
      at('vEgo[i-1]'),
      at('vEgo[i-1]') - at('vEgo[i-5]'),
    ]);
    [...past, ...ahead].forEach((one, k) => expect(inputs[k]).toBeCloseTo(one, 9));
  });

  it('sees nothing of the zero of the wheel', () => {
    const moved = row.map((one, c) => (/^(steering|equivalent)/.test(featureNames[c]!) ? one + 7 : one));
    inputsOf(moved).forEach((one, k) => expect(one).toBeCloseTo(inputsOf(row)[k]!, 9));
  });
});
