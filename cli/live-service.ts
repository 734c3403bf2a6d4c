import { setTimeout as wait } from 'node:timers/promises';
import { InputError } from '../core/input-error.js';
import { ParkedWatch } from '../core/parked-watch.js';
import type { Prediction } from '../core/prediction.js';
import { rehearse } from '../runtime/rehearse.js';
import { StateCounts } from '../runtime/state-counts.js';
import { StateLog } from '../runtime/state-log.js';
import { statusLine } from '../runtime/status-line.js';
import type { RunMetrics } from '../runtime/run-metrics.js';
import { reportOf, type RunReport } from '../runtime/run-report.js';
import type { StatusSources } from '../runtime/status-server.js';
import type { ServiceManager } from '../runtime/systemd-notify.js';
import type { LivePage } from './live-page/live-page.js';
import { LiveStatus } from './live-status.js';
import { prepareSession, type PreparedSession, type SessionOptions } from './prepare-session.js';
import { Session } from './run-session.js';
import { rowsOf } from './status.js';

/** ms between two looks at how the run is */
const LOOK_INTERVAL = 1000;
/** ms until a run that was late is looked at again: one that has caught up is not to be killed for a ping that is due */
const LATE_INTERVAL = 100;

/** A run that the service manager watches, and whose configuration can be swapped while it lasts. */
export class LiveService {
  readonly #options: SessionOptions;
  readonly #manager: ServiceManager;
  readonly #counts = new StateCounts();
  readonly #parked = new ParkedWatch();
  #shown = new LiveStatus();
  readonly #states: StateLog;
  readonly #startedAt = performance.now();
  #session!: Session; // opened before anybody has the service
  #last: Prediction | undefined;
  #metrics: RunMetrics | undefined;
  #page: LivePage | undefined;
  #refusedReload: string | null = null;
  #rate = 0;
  #looked = { at: performance.now(), steps: 0 };
  #reloading: Promise<void> = Promise.resolve();
  #isStopping = false;
  #isLate = false;
  #timer: NodeJS.Timeout | undefined;
  #rehearsal: Promise<unknown> = Promise.resolve();
  #fault: (error: unknown) => void = () => {};
  /** Rejected by what ends the predictions though nobody has stopped them. */
  readonly failed: Promise<never>;

  private constructor(options: SessionOptions, manager: ServiceManager) {
    this.#options = options;
    this.#manager = manager;
    this.#states = new StateLog(options.remark);
    this.failed = new Promise((_, reject) => (this.#fault = reject));
    this.failed.catch(() => {}); // whoever waits for it hears of it
  }

  /**
   * Ready once model and bus are checked, the model has answered, and the interfaces have been looked at. The rehearsal
   * goes on beside the first steps, which are no predictions yet, and is of a start alone: at a reload it would hold up
   * those that are.
   */
  static async start(options: SessionOptions, manager: ServiceManager): Promise<LiveService> {
    const service = new LiveService(options, manager);
    const prepared = await prepareSession(options);
    if (options.page !== undefined) await service.#openPage(options.page, prepared);
    await service.#open(prepared, { goesOn: false });
    manager.ready(service.#line());
    service.#rehearsal = rehearse(prepared.predictor, () => service.#isStopping);
    service.#rehearsal.catch((error: unknown) => service.#fault(error));
    service.#lookIn(service.#interval);
    return service;
  }

  /** Swaps the configuration for what its file says; one at fault is told, and that before it is kept. */
  reload(): Promise<void> {
    return (this.#reloading = this.#reloading.then(async () => {
      if (this.#isStopping) return;
      this.#manager.reloading();
      await this.#swap().catch((error: unknown) => this.#fault(error));
      this.#manager.ready(this.#line());
    }));
  }

  /** After the message that no prediction follows; outputs and records are closed. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    this.#manager.stopping('stopping');
    await Promise.allSettled([this.#reloading, this.#rehearsal]);
    await this.#session.close();
    await this.#page?.close();
    await this.#session.prepared.bundle.session.release();
  }

  describe(): string {
    const { counts: frames, output, excess } = this.#session.live.figures();
    const sent = output ? `; ${output.sent} messages sent, ${output.replaced} replaced by a newer one` : '';
    const seconds = (performance.now() - this.#startedAt) / 1000;
    return [this.#counts.describe(seconds), `${frames.describe()}${sent}`, ...excess.lines].join('\n');
  }

  async #swap(): Promise<void> {
    const before = this.#session;
    let next: PreparedSession;
    try {
      next = await prepareSession(this.#options);
    } catch (error) {
      this.#refuse(error);
      return;
    }
    await before.close();
    try {
      await this.#open(next);
    } catch (error) {
      this.#refuse(error);
      await next.bundle.session.release();
      await this.#open(before.prepared);
      return;
    }
    await before.prepared.bundle.session.release();
    this.#refusedReload = null;
    this.#options.remark(`reloaded ${this.#options.config}`);
  }

  #refuse(error: unknown): void {
    if (!(error instanceof InputError)) throw error;
    this.#refusedReload = error.message;
    this.#options.remark(`the reload is refused, and what ran before goes on: ${error.message}`);
  }

  async #open(prepared: PreparedSession, { goesOn = true } = {}): Promise<void> {
    const session = await Session.open(prepared, {
      onPrediction: (prediction, latency) => this.#add(prediction, latency),
      status: () => this.#status(),
      goesOn,
    });
    this.#session = session;
    this.#shown = new LiveStatus();
    session.live.ended.catch((error: unknown) => this.#fault(error));
    while (session.live.figures().links.some(({ state }) => state === undefined)) await wait(1);
  }

  #add(prediction: Prediction, latency: number): void {
    this.#metrics?.add(latency / 1000);
    this.#last = prediction;
    this.#counts.add(prediction);
    this.#shown.add(prediction);
    if (!this.#options.dry) this.#states.add(prediction);
    if (!this.#page) return;
    const { sample } = this.#session.live.figures();
    this.#page.next(prediction, sample?.time === prediction.time ? sample : undefined);
  }

  async #openPage(port: number, { vehicle, bundle }: PreparedSession): Promise<void> {
    const { LivePage } = await import('./live-page/live-page.js');
    this.#page = await LivePage.open({
      port,
      about: { title: vehicle.profile.name, ...bundle.card },
      facts: () => (this.#last ? rowsOf(this.#report()) : []),
    });
    this.#options.remark(`what is predicted is shown at ${this.#page.address}`);
  }

  get #interval(): number {
    return this.#manager.pingInterval ?? LOOK_INTERVAL;
  }

  #lookIn(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#look();
      this.#lookIn(this.#isLate ? LATE_INTERVAL : this.#interval);
    }, ms);
  }

  /** The watchdog hears of a run that does its work alone: a timer proves no more than that the loop turns. */
  #look(): void {
    const figures = this.#session.live.figures();
    const overdue = figures.watch.overdue();
    if (overdue.length === 0) this.#manager.alive();
    else if (!this.#isLate) this.#options.remark(`the run does not keep up: ${overdue.join(', ')}`);
    this.#isLate = overdue.length > 0;
    this.#manager.status(this.#isLate ? `late: ${overdue.join(', ')}` : this.#line());
    if (this.#options.dry) this.#shown.show(figures);
    if (figures.sample) this.#parked.next(figures.sample);
    this.#session.look().catch((error: unknown) => this.#fault(error));
  }

  #line(): string {
    const now = performance.now();
    const { steps } = this.#counts;
    this.#rate = (1000 * (steps - this.#looked.steps)) / Math.max(1, now - this.#looked.at);
    this.#looked = { at: now, steps };
    return statusLine({ last: this.#last, rate: this.#rate, figures: this.#session.live.figures() });
  }

  /** Metrics cost a second of start and a timer: who has not asked for them has none. */
  async #status(): Promise<StatusSources> {
    const report = () => this.#report();
    const { RunMetrics } = await import('../runtime/run-metrics.js');
    this.#metrics ??= new RunMetrics(report);
    return { metrics: this.#metrics, report };
  }

  #report(): RunReport {
    return reportOf({
      identity: this.#session.identity,
      figures: this.#session.live.figures(),
      counts: this.#counts,
      last: this.#last,
      rate: this.#rate,
      uptimeSeconds: (performance.now() - this.#startedAt) / 1000,
      trial: this.#session.trial,
      refusedReload: this.#refusedReload,
      parked: this.#parked.isParked,
    });
  }
}
