/** A run's figures as Prometheus has them: the one importer of prom-client. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { State } from '../core/prediction.js';
import type { RunReport } from './run-report.js';

/** s; from a tenth of the usual time of a prediction to the longest model step */
const LATENCY_BUCKETS = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1];
const STATES: readonly State[] = ['INIT', 'VALID', 'DEGRADED', 'INVALID'];
const PREFIX = 'steercast_';

/** Text for Prometheus; what is counted anyway is read when somebody asks. */
export class RunMetrics {
  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;
  readonly #registry = new Registry();
  readonly #latency: Histogram;

  /** `report`: how the run is at the moment */
  constructor(report: () => RunReport) {
    const registers = [this.#registry];
    this.#latency = new Histogram({
      name: `${PREFIX}prediction_latency_seconds`,
      help: 'From a closed step to its prediction, sent',
      buckets: LATENCY_BUCKETS,
      registers,
    });
    /** Read from the report whenever it is asked for. */
    const read = (
      kind: typeof Counter | typeof Gauge,
      name: string,
      help: string,
      labelNames: readonly string[],
      values: (report: RunReport) => readonly [labels: Record<string, string>, value: number][],
    ) => {
      new kind({
        ...{ name: `${PREFIX}${name}`, help, labelNames, registers },
        collect() {
          this.reset();
          for (const [labels, value] of values(report())) this.inc(labels, value);
        },
      });
    };
    read(
      Gauge,
      'info',
      'Version, model, vehicle and interfaces of the run',
      ['version', 'model', 'model_sha256', 'vehicle'],
      (r) => [[{ version: r.version, model: r.model.name, model_sha256: r.model.sha256, vehicle: r.vehicle }, 1]],
    );
    read(Gauge, 'state', '1 for the state of the newest prediction', ['state'], (r) =>
      STATES.map((state) => [{ state }, Number(state === r.state)]),
    );
    read(Counter, 'predictions_total', 'Predictions, by their state', ['state'], (r) =>
      STATES.map((state) => [{ state }, r.predictions.states[state]]),
    );
    read(Counter, 'reasons_total', 'Predictions that had this reason', ['reason'], (r) =>
      Object.entries(r.predictions.reasons).map(([reason, count]) => [{ reason }, count]),
    );
    read(Gauge, 'predictions_per_second', 'Rate over the last second', [], (r) => [[{}, r.predictions.rate]]);
    read(Gauge, 'input_age_seconds', 'Age of the oldest input of the newest prediction', [], (r) =>
      r.inputAge === null ? [] : [[{}, r.inputAge]],
    );
    read(Counter, 'frames_total', 'Frames that were received', [], (r) => [[{}, r.frames.total]]);
    read(Counter, 'wanted_frames_total', 'Frames of messages that are read', [], (r) => [[{}, r.frames.wanted]]);
    read(Counter, 'frame_faults_total', 'Frames and values not taken, and signs of lost frames', ['fault'], (r) =>
      Object.entries(r.frames.faults).map(([fault, count]) => [{ fault }, count]),
    );
    read(Counter, 'late_signals_total', 'Steps at which a signal was late or lost', ['signal'], (r) =>
      Object.entries(r.frames.overdue).map(([signal, count]) => [{ signal }, count]),
    );
    read(
      Counter,
      'out_of_range_steps_total',
      'Steps at which an input was outside of what the model in use has learnt from',
      ['input'],
      (r) => r.outOfRange.map(({ input, steps }) => [{ input }, steps]),
    );
    read(
      Counter,
      'dropped_frames_total',
      'Error frames in which a controller said that it had lost frames',
      ['interface'],
      (r) => r.links.map(({ name, overflows }) => [{ interface: name }, overflows]),
    );
    read(Gauge, 'link_state', '1 for the state of the interface', ['interface', 'state'], (r) =>
      r.links.map(({ name, state }) => [{ interface: name, state }, 1]),
    );
    read(Counter, 'messages_sent_total', 'Predictions sent on the bus', [], (r) =>
      r.output ? [[{}, r.output.sent]] : [],
    );
    read(
      Counter,
      'messages_replaced_total',
      'Predictions that a newer one took the place of before the bus took them',
      [],
      (r) => (r.output ? [[{}, r.output.replaced]] : []),
    );
    read(
      Gauge,
      'error_degrees',
      'Mean absolute error of the last half minute, by predictor and step ahead',
      ['predictor', 'step'],
      (r) =>
        Object.entries(r.errors?.mae ?? {}).flatMap(([predictor, steps]) =>
          Array.from(steps, (mae, k): [Record<string, string>, number] => [{ predictor, step: String(k + 1) }, mae]),
        ),
    );
    collectDefaultMetrics({ register: this.#registry }); // event-loop delay, GC, memory, CPU
  }

  /** A prediction has been sent, `seconds` after its step was closed. */
  add(seconds: number): void {
    this.#latency.observe(seconds);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
