import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { formatId } from '../can/frame.js';
import type { CanDriver } from '../can/live/can-driver.js';
import { describeLink, type LinkState } from '../can/live/live-channel.js';
import { PredictionEncoder } from '../can/output/prediction-encoder.js';
import type { FrameCounts } from '../can/vehicle/frame-counts.js';
import type { Vehicle } from '../can/vehicle/vehicle-bus.js';
import type { Preview } from '../core/curvature-preview.js';
import type { LiveErrors, Prediction } from '../core/prediction.js';
import type { StageProbe } from '../core/stage-probe.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import type { BusPlan } from './bus-plan.js';
import type { CarMemory } from './car-memory.js';
import { CanOutput } from './can-output.js';
import { liveSamples, type SessionTape } from './live-samples.js';
import { LoopWatch } from './loop-watch.js';
import { toPredictionsInTurn } from './pipeline.js';
import type { ModelsInUse } from './models-in-use.js';
import type { RangeExcess } from './range-excess.js';
import { RangeExcesses } from './range-excesses.js';

export type LiveRunOptions = {
  driver: CanDriver;
  vehicle: Vehicle;
  models: ModelsInUse;
  plan: BusPlan;
  /** where the curvature ahead comes from */
  preview: Preview;
  phases: number;
  /** what is known of the car, and what is learned of it */
  memory: CarMemory;
  tape?: SessionTape | undefined;
  /** true: nothing is sent */
  dry: boolean;
  /** `latency`: ms from the closed step to its prediction, sent */
  onPrediction: (prediction: Prediction, latency: number) => void;
  /** What people should know, when it comes about. */
  remark: (text: string) => void;
  scheduler?: SchedulerLike;
  /** ms, of a clock that nobody sets */
  monotonic?: () => number;
  /** hears of each stage on the way to a prediction */
  probe?: StageProbe | undefined;
};

/** Told where what was learned of the car was no car's. */
export const ANEW = "what was learned of the car's steering was no car's: it is learned anew";

/** What a run shows of itself. */
export type LiveFigures = {
  counts: FrameCounts;
  /** signals without a young value, each in a few words */
  absences: readonly string[];
  /** the newest sample, with what is predicted from it or not */
  sample: VehicleSample | undefined;
  links: { name: string; state: LinkState | undefined; overflows: number }[];
  /** how well the predictors have done of late; absent until the first truth has come */
  errors: LiveErrors | undefined;
  /** which inputs left the range that the model in use was trained on */
  excess: RangeExcess;
  /** absent where nothing is sent */
  output: CanOutput | undefined;
  watch: LoopWatch;
};

export type LiveRun = {
  figures(): LiveFigures;
  /** Takes no more frames; the predictions of those taken still come, then the message that says so, then `ended`. */
  stop(): void;
  ended: Promise<void>;
};

/** From the bus to predictions, and back onto it where the plan says so. Runs until it is stopped. */
export function startLiveRun(options: LiveRunOptions): LiveRun {
  const {
    models,
    plan,
    preview,
    phases,
    memory,
    dry,
    onPrediction,
    remark,
    probe,
    scheduler = asyncScheduler,
  } = options;
  const watch = new LoopWatch(options.monotonic ?? (() => performance.now()), (1000 * models.active.card.dt) / phases);
  let wasTaken = false;
  const tellTaken = (isTaken: boolean) => {
    if (isTaken !== wasTaken) remark(describeTaken(plan.output!, isTaken));
    wasTaken = isTaken;
  };
  const source = liveSamples({
    ...options,
    watch,
    dt: models.active.card.dt,
    between: () => {
      if (models.settle()) encoder?.useModel(models.active.card.onnxSha256);
    },
    wanted: plan.wanted,
    scheduler,
    onForeign: () => (output ? output.hearForeign() : tellTaken(true)),
    onState: (name, state) => remark(describeLink(name, state, options.driver)),
  });
  const channel = plan.output && source.bus.channel(plan.output.interface);
  const encoder = plan.output && new PredictionEncoder(plan.output.address, models.active.card.onnxSha256);
  const output =
    channel && encoder && !dry ? new CanOutput({ channel, encoder, onTaken: tellTaken, scheduler }) : undefined;
  let errors: LiveErrors | undefined;
  let resets = 0;
  const excesses = new RangeExcesses();
  const how = { preview, phases, memory, probe, excesses };
  const ended = toPredictionsInTurn(source.samples$, models, how).forEach((prediction) => {
    output?.send(prediction); // first: it is what is waited for
    const latency = watch.answered();
    errors = prediction.errors ?? errors;
    if (prediction.errors && memory.resets > resets) {
      resets = memory.resets;
      remark(ANEW);
    }
    onPrediction(prediction, latency);
    probe?.('publish');
  });
  return {
    figures: () => ({
      counts: source.sampler.counts,
      absences: source.sampler.absences,
      sample: source.latest,
      links: source.bus.states,
      errors,
      excess: excesses.of(models.active.card),
      output,
      watch,
    }),
    stop: () => source.stop(),
    ended: ended.then(() => output?.close()).finally(() => source.bus.close()),
  };
}

function describeTaken({ interface: name, address }: NonNullable<BusPlan['output']>, isTaken: boolean): string {
  const message = `the message of the predictions, ${formatId(address.first.id)}`;
  return isTaken
    ? `${name}: somebody else sends ${message}: nothing is sent while it does`
    : `${name}: nobody else sends ${message}, any more: it is sent again`;
}
