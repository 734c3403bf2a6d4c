import { InputError } from '../../core/input-error.js';
import { previewName, type Preview } from '../../core/curvature-preview.js';
import type { ModelCard } from '../../core/model-card.js';
import type { LiveErrors, Prediction } from '../../core/prediction.js';
import { shortHash } from '../../core/short-hash.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import type { ReplaySpeed } from '../../runtime/pace.js';
import { describeStates, type StateCounts } from '../../runtime/state-counts.js';
import { errorRows } from '../status.js';
import { LivePage } from './live-page.js';

export type ReplayPageOptions = {
  port: number;
  drive: string;
  card: ModelCard;
  preview: Preview;
  speed: ReplaySpeed;
  counts: StateCounts;
};

/** A replay as it goes by: each prediction beside the sample that it was made from. */
export type ReplayPage = {
  address: string;
  /** The same samples, seen on their way. */
  watch(samples: Iterable<VehicleSample> | AsyncIterable<VehicleSample>): AsyncIterable<VehicleSample>;
  next(prediction: Prediction): void;
  close(): Promise<void>;
};

/** One at its fastest is over before anybody has looked: that is an InputError. */
export async function openReplayPage({
  port,
  drive,
  card,
  preview,
  speed,
  counts,
}: ReplayPageOptions): Promise<ReplayPage> {
  if (speed === 'max') throw new InputError('expected a --speed with --page, such as 1, got max: it is over at once');
  const samples: VehicleSample[] = [];
  let errors: LiveErrors | undefined;
  const page = await LivePage.open({
    port,
    about: { title: drive, ...card },
    facts: () => [
      ['states', describeStates(counts.states, {})],
      ...errorRows(errors),
      ['curvature ahead', preview === 'recorded' ? 'as it was driven afterwards: an oracle' : previewName(preview)],
      ['model', `${card.name} ${shortHash(card.onnxSha256)}`],
      ['speed', `${speed} times as fast as recorded`],
    ],
  });
  return {
    address: page.address,
    async *watch(rows) {
      for await (const sample of rows) {
        samples.push(sample);
        yield sample;
      }
    },
    next(prediction) {
      errors = prediction.errors ?? errors;
      while (samples.length > 0 && samples[0]!.time !== prediction.time) samples.shift();
      page.next(prediction, samples.shift());
    },
    close: () => page.close(),
  };
}
