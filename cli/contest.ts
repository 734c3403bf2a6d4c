import type { ModelCard } from '../core/model-card.js';
import { InputError } from '../core/input-error.js';
import type { Drive } from '../drives/drive.js';
import { knownDrives } from '../drives/drive-trace.js';
import { readBundle, type ModelBundle } from '../onnx/bundle.js';
import { judgeChallenger, type Verdict } from '../training/judge-challenger.js';
import { dealFolds, FEWEST_TO_SPLIT, splitForJudging } from '../training/split.js';
import type { TrainOptions } from '../training/train-model.js';
import { counted } from '../core/counted.js';
import { fewerFolds } from './compare-plan.js';
import { evaluateDrives } from './evaluate-drives.js';
import type { FoldJob } from './fold-job.js';
import { runFolds, type FoldProgress } from './run-folds.js';
import { trainBundle } from './train.js';
import type { FoundDrive } from './usable-drives.js';

export type ContestOptions = {
  champion: ModelBundle;
  training: TrainOptions & { vehicle: string | undefined; signal: AbortSignal };
  /** folder of the challenger's bundle */
  out: string;
};

/** `challenger`: absent where none was made, as its recipe had lost before */
export type Contest = { verdict: Verdict; challenger?: ModelCard; learnt: Drive[]; judged: Drive[]; folds?: number };

/** Trains a challenger, and judges it and the champion by drives that neither has learnt from. */
export async function contestOnce(found: readonly FoundDrive[], options: ContestOptions): Promise<Contest> {
  const { champion, training, out } = options;
  const { learn, judge } = splitForJudging(found.map(({ drive }) => drive));
  const judged = unknownTo(champion.card, judge);
  await trainBundle(learn, { ...training, test: judged, out });
  const challenger = await evaluateBundle(out, judged, training);
  const { drives } = await evaluateDrives(judged, champion, training);
  return { verdict: judgeChallenger(drives, challenger.drives), challenger: challenger.card, learnt: learn, judged };
}

/**
 * Judges the champion by all drives that it has not learnt from, and by each a challenger that has not learnt from it
 * either: one for each of so many folds, in parallel. Where they win, a challenger is made that has learnt from all.
 */
export async function contestByFolds(
  found: readonly FoundDrive[],
  { champion, training, out, folds, job }: ContestOptions & { folds: number; job: Omit<FoldJob, 'train' | 'heldOut'> },
): Promise<Contest> {
  const drives = found.map(({ drive }) => drive);
  const left = drives.length - Math.ceil(drives.length / folds);
  if (left < FEWEST_TO_SPLIT) {
    throw new InputError(
      `expected at least ${FEWEST_TO_SPLIT} drives to learn from beside those that judge, got ${left} (${drives.length} drives, --folds ${folds})`,
    );
  }
  const judged = unknownTo(champion.card, drives);
  const isJudged = new Set(judged);
  const jobs = dealFolds(found, folds, ({ drive }) => drive.sha256)
    .map((heldOut): FoldJob => {
      const train = found.filter((one) => !heldOut.includes(one));
      const fair = heldOut.filter(({ drive }) => isJudged.has(drive));
      return { ...job, train: train.map(({ path }) => path), heldOut: fair.map(({ path }) => path) };
    })
    .filter(({ heldOut }) => heldOut.length > 0);
  const fewer = fewerFolds(jobs.length, folds);
  if (fewer) console.error(fewer);
  const onDone = ({ heldOut }: FoldJob, { done, left }: FoldProgress) =>
    console.error(`fold ${done} of ${jobs.length}: judged by ${counted(heldOut.length, 'drive')}${left}`);
  const { signal } = training;
  const answers = await runFolds(jobs, { onDone, signal }).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : error;
  });
  const known = (await evaluateDrives(judged, champion, training)).drives;
  const verdict = judgeChallenger(
    known,
    answers.flatMap((answer) => answer.drives),
  );
  const contest = { verdict, learnt: drives, judged, folds: jobs.length };
  if (verdict.against.length > 0) return contest;
  await trainBundle(drives, { ...training, out });
  const made = await evaluateBundle(out, judged, training);
  const { all } = judgeChallenger(known, made.drives);
  const against =
    all.challenger < all.champion ? [] : ['made of all drives it is not better than the champion even on those'];
  return { ...contest, verdict: { ...verdict, against }, challenger: made.card };
}

async function evaluateBundle(dir: string, drives: readonly Drive[], options: Pick<TrainOptions, 'preview'>) {
  const bundle = await readBundle(dir);
  try {
    return { card: bundle.card, drives: (await evaluateDrives(drives, bundle, options)).drives };
  } finally {
    await bundle.session.release();
  }
}

/** Those that the champion has learnt from judge nobody. */
function unknownTo({ training }: ModelCard, drives: readonly Drive[]): Drive[] {
  const { train, validation } = training.drives;
  const known = knownDrives([...train, ...validation]);
  const unknown = drives.filter((drive) => !known(drive));
  if (unknown.length > 0) return unknown;
  const those = drives.map(({ name }) => name).join(', ');
  throw new InputError(`expected a drive to judge by that the champion has not learnt from, got ${those}`);
}
