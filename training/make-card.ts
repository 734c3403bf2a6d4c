import { previewName } from '../core/curvature-preview.js';
import { halfWidthOf } from '../core/half-width.js';
import { takeRows, type Matrix } from '../core/matrix.js';
import { CARD_FORMAT_VERSION, CARD_SIGNS, CARD_UNITS, type Golden, type ModelCard } from '../core/model-card.js';
import { COVERAGE } from '../core/online-interval.js';
import type { StepContract } from '../core/step.js';
import type { Drive } from '../drives/drive.js';
import { recordOf } from '../drives/drive-trace.js';
import type { Architecture } from './architectures/architecture.js';
import { fitNovelty } from './fit-novelty.js';
import { halfWidths } from './interval.js';
import { scoreDrive, type DriveScores } from './metrics.js';
import { withMirrored } from './mirror.js';
import { scoredSteps } from './scored-steps.js';
import type { TrainedModel, TrainOptions } from './train-model.js';

const GOLDEN_VECTORS = 16;

/** Everything of a trained model but the hash of its file. */
export type UnhashedCard = Omit<ModelCard, 'onnxSha256'>;

/** `vehicle`: name of the profile that the logs were read with */
export type CardOptions = Pick<TrainOptions, 'architecture' | 'seed' | 'split' | 'preview' | 'learntPreviews'> & {
  vehicle?: string | undefined;
};

/** The card, and the scores of the test that stand in it. */
export async function makeCard(
  trained: TrainedModel,
  { architecture, seed, split, vehicle, preview, learntPreviews = [preview] }: CardOptions,
  createdAt: Date,
): Promise<{ card: UnhashedCard; test: DriveScores }> {
  const test = await testScores(trained.judged ?? trained);
  const { contract, model, fitted, parts, steadyState, engine, recipe } = trained;
  const record = (drives: readonly Drive[]) => drives.map(recordOf);
  const card: UnhashedCard = {
    formatVersion: CARD_FORMAT_VERSION,
    name: architecture.name,
    architecture: architecture.name,
    ...(vehicle !== undefined && { vehicle }),
    createdAt: createdAt.toISOString(),
    ...contract,
    units: CARD_UNITS,
    signs: CARD_SIGNS,
    inputs: architecture.inputs,
    target: architecture.target,
    scalerX: model.scalerX,
    scalerY: model.scalerY,
    ranges: featureRanges(parts.train.features, contract.featureNames),
    novelty: fitNovelty(noveltyWindows(parts, architecture, contract), {
      inputs: architecture.inputs,
      std: model.scalerX.std,
      featureNames: contract.featureNames,
    }),
    steadyState,
    ...(model.interval && { interval: { coverage: COVERAGE, quantiles: [...model.interval] } }),
    training: {
      engine,
      seed,
      recipe,
      epochs: fitted.losses.train.length,
      bestEpoch: fitted.bestEpoch,
      ...(fitted.interrupted && { interruptedAfterEpoch: fitted.losses.train.length }),
      split,
      previews: learntPreviews.map(previewName),
      ...(trained.judged && { anew: true as const }),
      drives: {
        train: record(parts.drives.train),
        validation: record(parts.drives.validation),
        test: record(parts.drives.test),
      },
      losses: fitted.losses,
    },
    metrics: { test },
    golden: await goldenVectors(trained),
  };
  return { card, test };
}

/** Model and baselines over the windows of the test, as the bare network predicts them. */
async function testScores({ parts, contract, steadyState, predict, model }: TrainedModel): Promise<DriveScores> {
  const { features } = parts.test;
  const angles = await predict(features);
  const row = ({ data, columns }: Matrix, w: number) => data.subarray(w * columns, (w + 1) * columns);
  const widths = model.interval && halfWidths(features, halfWidthOf(model.interval, contract.featureNames));
  const bound = (w: number, sign: number) => row(angles, w).map((angle, k) => angle + sign * row(widths!, w)[k]!);
  const beside = (w: number) => ({ interval: widths && { lower: bound(w, -1), upper: bound(w, 1) } });
  const steps = scoredSteps(parts.test, (w) => row(angles, w), contract, steadyState, beside);
  return scoreDrive('test', steps);
}

/** What the network has learnt from, in the mirror too where it has. */
function noveltyWindows({ train }: TrainedModel['parts'], { recipe }: Architecture, { featureNames }: StepContract) {
  return (recipe.mirror ? withMirrored(train, featureNames) : train).features;
}

function featureRanges({ rows, columns, data }: Matrix, names: readonly string[]): ModelCard['ranges'] {
  return Object.fromEntries(
    names.map((name, c) => {
      let [min, max] = [Infinity, -Infinity];
      for (let r = 0; r < rows; r++) {
        min = Math.min(min, data[r * columns + c]!);
        max = Math.max(max, data[r * columns + c]!);
      }
      return [name, [min, max]];
    }),
  );
}

/** Windows spread evenly over the training data, with the trainer's own answers. */
async function goldenVectors({ parts, predict }: TrainedModel): Promise<Golden[]> {
  const { rows, columns, data } = parts.train.features;
  const count = Math.min(GOLDEN_VECTORS, rows);
  const indexes = Array.from({ length: count }, (_, k) => Math.floor((k * rows) / count));
  const angles = await predict(takeRows(parts.train.features, indexes));
  return indexes.map((index, k) => ({
    features: [...data.subarray(index * columns, (index + 1) * columns)],
    steeringAngleDeg: [...angles.data.subarray(k * angles.columns, (k + 1) * angles.columns)],
  }));
}
