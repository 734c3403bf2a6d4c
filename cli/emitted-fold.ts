import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Drive } from '../drives/drive.js';
import { readBundle } from '../onnx/bundle.js';
import { exportBundle } from '../training/export.js';
import { makeCard } from '../training/make-card.js';
import type { DriveScores } from '../training/metrics.js';
import { toOnnx } from '../training/to-onnx.js';
import { trainModel, type TrainOptions } from '../training/train-model.js';
import { evaluateDrives, type EvaluatedDrive } from './evaluate-drives.js';

/** What a fold's model gives out in the car, on the drives held out, and what its own test says. Plain data. */
export type EmittedFold = { drives: EvaluatedDrive[]; test: DriveScores; engine: string };

export type EmittedFoldOptions = TrainOptions & {
  /** no figures of its own are asked of the model, so that the drives held out are its test as well */
  isJudgedAlone?: true;
  /** scores the bare network, as evaluateDrives does */
  raw?: boolean;
};

/** Trains on the one part, exports, and sends the other through the pipeline of the car. */
export async function runEmittedFold(
  { train, heldOut }: { train: readonly Drive[]; heldOut: readonly Drive[] },
  options: EmittedFoldOptions,
): Promise<EmittedFold> {
  const trained = await trainModel(train, { ...options, ...(options.isJudgedAlone && { test: heldOut }) });
  options.signal?.throwIfAborted(); // a model that is not whole is of no use here
  const { card, test } = await makeCard(trained, options, new Date());
  if (heldOut.length === 0) return { drives: [], test, engine: trained.engine };
  const folder = await mkdtemp(join(tmpdir(), 'steercast-fold-'));
  try {
    await exportBundle(folder, card, toOnnx(trained.model, trained.fitted.weights));
    const bundle = await readBundle(folder);
    const { drives } = await evaluateDrives(heldOut, bundle, options).finally(() => bundle.session.release());
    return { drives, test, engine: trained.engine };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
