import { faultText } from '../core/fault-text.js';
import { PoorPredictions } from '../core/poor-predictions.js';
import type { Prediction } from '../core/prediction.js';
import { holdBudget, keepLog } from './drive-budget.js';

/** s before and after poor predictions that are kept with them */
const AROUND = 30;

export type DriveKeeperOptions = {
  /** of the logs */
  folder: string;
  /** bytes, of all logs in the folder */
  budget: number;
  remark: (text: string) => void;
};

/** Keeps the logs of a folder within a budget while one is written, those around poor predictions longest. */
export class DriveKeeper {
  readonly #options: DriveKeeperOptions;
  readonly #poor = new PoorPredictions();
  /** the log that is being written and the one before it, with the time at which each began (s; NaN: not known yet) */
  #open = { path: '', since: NaN };
  #before = { path: '', since: NaN };
  #now = NaN;
  #poorAt = -Infinity;

  constructor(options: DriveKeeperOptions) {
    this.#options = options;
  }

  /** The log goes on in another file. */
  begin(path: string): void {
    this.#before = this.#open;
    this.#open = { path, since: this.#now };
    if (this.#now - this.#poorAt <= AROUND) keepLog(path);
    this.hold();
  }

  /** Now: logs that are beyond the budget go. */
  hold(): void {
    const { folder, budget, remark } = this.#options;
    try {
      holdBudget(folder, budget, this.#open.path);
    } catch (error) {
      remark(`the recordings are not held within their budget: ${faultText(error)}`);
    }
  }

  add({ time, errors }: Pick<Prediction, 'time' | 'errors'>): void {
    this.#now = time;
    if (Number.isNaN(this.#open.since)) this.#open.since = time;
    const mae = errors?.mae.model;
    if (!mae || !this.#poor.next(mae.reduce((sum, one) => sum + one, 0) / mae.length)) return;
    this.#poorAt = time;
    keepLog(this.#open.path);
    if (this.#before.path !== '' && time - this.#open.since < AROUND) keepLog(this.#before.path);
  }
}
