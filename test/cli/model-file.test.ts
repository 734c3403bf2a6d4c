import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { readPredictions, readRows, type Row } from './drive-files.js';
import { steercast } from './steercast.js';
import { useWorkspace } from './workspace.js';

const workspace = useWorkspace('sequence-lstm', 'seed-lstm');

/** deg; the file's angles are rounded to a millionth, and a batch sums in another order than one row */
const TOLERANCE = 1e-4;
const COLUMN = { curvature: 'Curvature', vEgo: 'Velocity', steeringAngleDeg: 'Steering_Angle' } as const;

/** A feature's value by its name alone: `vEgo[i-2]` is the speed two rows before row i. */
function feature(name: string, rows: readonly Row[], i: number): number {
  const [, signal, step] = /^(\w+)\[i([+-]\d+)\]$/.exec(name)!;
  return rows[i + Number(step)]![COLUMN[signal as keyof typeof COLUMN]]; // as: no other name finds a column
}

describe.each(['sequence-lstm', 'seed-lstm'] as const)('model.onnx of %s', (model) => {
  it('gives another program replay’s angles, from the drive and the card alone', async () => {
    const drive = await workspace.unseenDrive(model);
    const { featureNames, horizonSteps, historyLength } = await workspace.card(model);
    const rows = await readRows(drive);
    const windows = rows.length - historyLength - horizonSteps + 1;
    const features = Array.from({ length: windows }, (_, w) =>
      featureNames.map((name) => feature(name, rows, w + historyLength)),
    );

    const session = await InferenceSession.create(join(workspace.folder, model, 'model.onnx'));
    const input = new Tensor('float32', Float32Array.from(features.flat()), [windows, featureNames.length]);
    const { steeringAngleDeg } = await session.run({ features: input });
    const angles = steeringAngleDeg!.data as Float32Array; // as: the card says float32
    await session.release();

    await steercast(['replay', drive, '--model', model, '--out', `${model}.csv`], workspace.folder);
    const predictions = (await readPredictions(join(workspace.folder, `${model}.csv`))).filter(({ step }) => step);
    expect(predictions.map(({ t }) => t)).toEqual(rows.slice(historyLength - 1, -horizonSteps).map(({ t }) => t));
    const replayed = predictions.flatMap(({ step }) => step!);
    expect(replayed).toHaveLength(angles.length);
    const largest = Math.max(...replayed.map((angle, k) => Math.abs(angle - angles[k]!)));
    expect(largest).toBeLessThan(TOLERANCE);
    expect(new Set(replayed).size).toBeGreaterThan(windows);
  });
});
