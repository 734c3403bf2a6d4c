import { join } from 'node:path';
import { formatId } from '../can/frame.js';
import { formatPredictionDbc } from '../can/output/prediction-dbc.js';
import { gainOf } from '../can/vehicle/vehicle-bus.js';
import { faultText } from '../core/fault-text.js';
import type { ModelCard } from '../core/model-card.js';
import { commitFiles } from '../files/commit-files.js';
import { packageVersion } from '../files/package-root.js';
import { ModelStore } from '../onnx/model-store.js';
import { describePlan, type BusPlan } from '../runtime/bus-plan.js';
import { CarMemory } from '../runtime/car-memory.js';
import { startLiveRun, type LiveRun, type LiveRunOptions } from '../runtime/live-run.js';
import { ModelWatch } from '../runtime/model-watch.js';
import { ModelsInUse, type ModelUnderTrial } from '../runtime/models-in-use.js';
import { JSON_LINES } from '../runtime/prediction-lines.js';
import { openPredictor, type Predictor } from '../runtime/predictor.js';
import { claimMessage } from '../runtime/message-claim.js';
import type { RunIdentity } from '../runtime/run-report.js';
import { openSocketOutput } from '../runtime/socket-output.js';
import { readState } from '../runtime/state-file.js';
import { StateKeeper } from '../runtime/state-keeper.js';
import type { StatusSources } from '../runtime/status-server.js';
import { StreamOutput } from '../runtime/stream-output.js';
import type { PreparedSession } from './prepare-session.js';
import { driveKeeper, openRecorder } from './session-recording.js';

const DBC_FILE = 'prediction.dbc';

export type Listeners = {
  onPrediction: LiveRunOptions['onPrediction'];
  /** of a run whose configuration has `metrics` */
  status: () => Promise<StatusSources>;
};

type Opened = {
  live: LiveRun;
  /** path of the record */
  record: string | null;
  /** what is to be closed */
  open: Open[];
  models: ModelsInUse;
  watch: ModelWatch | undefined;
};

/** A session on the bus: it predicts from when it is opened until it is closed. */
export class Session {
  readonly live: LiveRun;
  readonly #record: string | null;
  readonly prepared: PreparedSession;
  readonly #open: Open[];
  readonly #models: ModelsInUse;
  readonly #watch: ModelWatch | undefined;

  private constructor(prepared: PreparedSession, { live, record, open, models, watch }: Opened) {
    this.prepared = prepared;
    this.#record = record;
    this.live = live;
    this.#open = open;
    this.#models = models;
    this.#watch = watch;
  }

  /** The model is the one in use at the moment. */
  get identity(): RunIdentity {
    return identityOf(this.prepared, { record: this.#record, card: this.#models.active.card });
  }

  get trial(): ModelUnderTrial | undefined {
    return this.#models.trial;
  }

  /** Now and then: takes up a model that has been put in use. */
  async look(): Promise<void> {
    await this.#watch?.look(this.#models);
  }

  /**
   * Rejects where an output or a record can't be opened, with nothing left open. `goesOn`: a session of the same run went
   * before.
   */
  static async open(
    prepared: PreparedSession,
    { onPrediction, status, goesOn }: Listeners & { goesOn: boolean },
  ): Promise<Session> {
    const { options, config, plan, predictor, preview, vehicle, bundle } = prepared;
    const { dry, driver, remark } = options;
    const open: Open[] = [];
    try {
      if (plan.output && !dry) open.push(await claimMessage(plan.output));
      const outputs = await openOutputs(prepared, open);
      const memory = await openMemory(prepared, open, () => models.active);
      const keeper = driveKeeper(prepared);
      const tape = openRecorder(prepared, { car: memory.start, keeper, goesOn });
      if (tape) open.push(tape);
      const watch = await watchModels(prepared, open);
      const models = new ModelsInUse(predictor, {
        grids: config.phases,
        onChange: (hashes) => tape?.models(hashes),
        onOutcome: (outcome) => void watch?.heed(outcome),
      });
      if (config.metrics && !dry) {
        const { openStatusServer } = await import('../runtime/status-server.js');
        open.push(await openStatusServer(config.metrics, await status()));
      }
      if (plan.output && !dry)
        await writeDbc(config.output.can?.dbc ?? join(config.model, DBC_FILE), plan.output, remark);
      const { phases } = config;
      remark(describePlan(plan, { phases, dt: bundle.card.dt, dry }));
      const live = startLiveRun({
        ...{ driver, vehicle, models, plan, preview, phases, memory, tape, dry, remark },
        onPrediction(prediction, latency) {
          onPrediction(prediction, latency);
          keeper?.add(prediction);
          if (outputs.length === 0) return;
          const line = JSON_LINES.line(prediction);
          for (const output of outputs) output.write(line);
        },
      });
      return new Session(prepared, { live, record: tape?.path ?? null, open, models, watch });
    } catch (error) {
      for (const one of open) await one.close();
      throw error;
    }
  }

  /** After the last prediction and the message that none follows; the model stays, for whoever opens it again. */
  async close(): Promise<void> {
    this.live.stop();
    try {
      await this.live.ended;
    } finally {
      for (const one of this.#open) await one.close();
    }
  }
}

function identityOf(
  { options, config, vehicle, plan }: PreparedSession,
  { record, card }: { record: string | null; card: ModelCard },
): RunIdentity {
  const { name, onnxSha256: sha256 } = card;
  const { output } = plan;
  return {
    version: packageVersion(),
    config: options.config,
    vehicle: vehicle.where,
    model: { name, path: config.model, sha256 },
    message:
      output && !options.dry
        ? { interface: output.interface, id: formatId(output.address.first.id), format: output.address.format }
        : null,
    record,
  };
}

type Open = { close(): Promise<void> };
type Output = Open & { write(line: string): void };

/** What is opened is added to `open` at once, so that it is closed where the next one can't be. */
async function openOutputs({ options, config }: PreparedSession, open: Open[]): Promise<Output[]> {
  const { dry, remark } = options;
  const { stdout, socket } = config.output;
  const outputs: Output[] = [];
  if (stdout && !(dry && process.stdout.isTTY)) {
    const stream = new StreamOutput(process.stdout, remark);
    outputs.push({ write: (line) => stream.write(line), close: () => Promise.resolve() });
  }
  if (socket !== undefined && !dry) {
    const served = await openSocketOutput(socket, remark);
    outputs.push(served);
    open.push(served);
  }
  return outputs;
}

/** Where the model is the champion of a store, whatever becomes the champion is tried. */
async function watchModels(
  { config, bundle, stored: model, predictor, key, vehicle, options }: PreparedSession,
  open: Open[],
): Promise<ModelWatch | undefined> {
  const store = ModelStore.ofChampion(config.model);
  if (!store || !model) return undefined;
  await store.noteUse(model);
  const { remark } = options;
  const watch = new ModelWatch({
    store,
    first: { model, bundle, predictor },
    key,
    vehicle: vehicle.profile.name,
    open: (next) => openPredictor(next, { onFault: remark }),
    remark,
  });
  open.push(watch);
  return watch;
}

/** What the profile says of the car, and what drives before have taught where that is kept, as it will be again. */
async function openMemory(
  { options, config, vehicle, bundle, predictor }: PreparedSession,
  open: Open[],
  inUse: () => Predictor,
): Promise<CarMemory> {
  const { remark, dry } = options;
  const gain = gainOf(vehicle);
  if (config.state === undefined) return new CarMemory({ gain });
  const { name } = vehicle.profile;
  const owner = { card: bundle.card, vehicle: name };
  const memory = new CarMemory({ gain, learned: await readState(config.state, { ...owner, gain }, remark) });
  const current = () => {
    const model = inUse();
    if (model === predictor) return { memory, owner };
    return { memory: memory.ofOther(model), owner: { card: model.card, vehicle: name } };
  };
  if (!dry) open.push(new StateKeeper(config.state, { current, remark }));
  return memory;
}

/** For whoever receives the message; where the disk is only read there is none. */
async function writeDbc(
  path: string,
  { address }: NonNullable<BusPlan['output']>,
  remark: (text: string) => void,
): Promise<void> {
  await commitFiles(new Map([[path, formatPredictionDbc(address)]])).catch((error: unknown) => {
    remark(`the DBC of the message is not written: ${faultText(error)}`);
  });
}
