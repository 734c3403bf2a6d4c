import { STAGES, type Stage, type StageProbe } from '../../core/stage-probe.js';
import { Distribution, type Percentiles } from './distribution.js';

/** Every time of a step, in ms. */
export type StepTimes = {
  /** from the start of the measurement to when the step was due */
  at: number;
  /** from when its frame was due until it was in our hands */
  wake: number;
  /** of that, what the step before was still at work */
  behind: number;
  /** from there to the prediction, sent */
  processing: number;
  /** from when it was due to the prediction, sent */
  due: number;
  stages: Record<Stage, number>;
};

/** ms of each of STAGES, in place: numbers that an object holds would be new ones each time */
type Spent = Float64Array;

/** A step that the model works on: ms of the clock, and what it has spent so far. */
type Asked = { dueAt: number; begunAt: number; behind: number; at: number; spent: Spent };

const WORST = 10;
const SLOWEST = 5;

/**
 * Where the time of each step goes. A frame is announced with the time when it was due; what passes until a stage ends
 * is that stage's. Of a frame that completes no step nothing is kept; of one that completes two both are its own.
 */
export class LatencyRecorder {
  readonly processing = new Distribution();
  readonly due = new Distribution();
  readonly wake = new Distribution();
  readonly stages: Record<Stage, Distribution>;
  /** of what is learned from a step, once its prediction is out */
  readonly learning = new Distribution();
  /** worst from due time first */
  readonly worst: StepTimes[] = [];
  /** longest in processing first, whenever they were due */
  readonly slowest: StepTimes[] = [];
  /** ms, the longest from due time in each second */
  readonly seconds: number[] = [];
  misses = 0;
  /** steps that no frame completed, but a timer */
  byTimer = 0;
  readonly #deadline: number;
  readonly #now: () => number;
  #start = NaN;
  #dueAt = NaN;
  #begunAt = NaN;
  #last = NaN;
  /** when the latest step had been learned from */
  #doneAt = NaN;
  #behind = 0;
  /** until it is learned from */
  #publishedAt = NaN;
  #spent = noneSpent();
  /** when each step that the model still works on was asked, and records for the next ones: what measures makes none */
  readonly #asked: Asked[] = [];
  readonly #free: Asked[] = [];

  /** `deadline`: ms from due time; later ones are counted as missed */
  constructor({ deadline, now }: { deadline: number; now: () => number }) {
    this.#deadline = deadline;
    this.#now = now;
    this.stages = Object.fromEntries(STAGES.map((stage) => [stage, new Distribution()])) as Record<Stage, Distribution>; // as: of all stages
  }

  /** Nothing before is counted. */
  start(now: number): void {
    this.#start = now;
  }

  /** A frame that was due at `dueAt` (ms of the clock) is about to be given, or, with NaN, the tick of a timer. */
  begin(dueAt: number): void {
    this.#dueAt = dueAt;
    this.#begunAt = this.#last = this.#now();
    this.#behind = this.#doneAt > dueAt ? this.#doneAt - dueAt : 0;
    this.#spent.fill(0);
  }

  readonly probe: StageProbe = (stage) => {
    const now = this.#now();
    if (stage === 'learn') {
      if (this.#publishedAt >= this.#start) this.learning.record(now - this.#publishedAt);
      this.#publishedAt = NaN;
      this.#doneAt = now;
      return;
    }
    if (stage === 'inference') {
      // the answer may come after other frames did
      const asked = this.#asked.shift();
      if (asked) {
        this.#dueAt = asked.dueAt;
        this.#begunAt = asked.begunAt;
        this.#behind = asked.behind;
        this.#last = asked.at;
        [this.#spent, asked.spent] = [asked.spent, this.#spent];
        this.#free.push(asked);
      }
    }
    this.#spent[STAGES.indexOf(stage)]! += now - this.#last;
    this.#last = now;
    if (stage === 'window') {
      this.#ask(now);
    } else if (stage === 'publish') {
      this.#publishedAt = now;
      this.#finish(now);
    }
  };

  #ask(now: number): void {
    const asked = this.#free.pop() ?? { dueAt: NaN, begunAt: NaN, behind: 0, at: NaN, spent: noneSpent() };
    asked.dueAt = this.#dueAt;
    asked.begunAt = this.#begunAt;
    asked.behind = this.#behind;
    asked.at = now;
    asked.spent.set(this.#spent);
    this.#asked.push(asked);
  }

  get percentiles(): {
    processing: Percentiles;
    due: Percentiles;
    wake: Percentiles;
    stages: Record<Stage, Percentiles>;
    learning: Percentiles;
  } {
    const stages = Object.fromEntries(STAGES.map((stage) => [stage, this.stages[stage].percentiles]));
    return {
      processing: this.processing.percentiles,
      due: this.due.percentiles,
      wake: this.wake.percentiles,
      learning: this.learning.percentiles,
      stages: stages as Record<Stage, Percentiles>, // as: of all stages
    };
  }

  #finish(now: number): void {
    const dueAt = this.#dueAt;
    if (Number.isNaN(dueAt) && now >= this.#start) this.byTimer++;
    if (!(dueAt >= this.#start)) return;
    const processing = now - this.#begunAt;
    const due = now - dueAt;
    const wake = this.#begunAt - dueAt;
    this.processing.record(processing);
    this.due.record(due);
    this.wake.record(wake);
    for (let s = 0; s < STAGES.length; s++) this.stages[STAGES[s]!].record(this.#spent[s]!);
    if (due > this.#deadline) this.misses++;
    const at = dueAt - this.#start;
    const second = Math.floor(at / 1000);
    while (this.seconds.length <= second) this.seconds.push(0);
    this.seconds[second] = Math.max(this.seconds[second]!, due);
    const isWorst = this.worst.length < WORST || due > this.worst[WORST - 1]!.due;
    const isSlowest = this.slowest.length < SLOWEST || processing > this.slowest[SLOWEST - 1]!.processing;
    if (!isWorst && !isSlowest) return;
    const step = { at, wake, behind: this.#behind, processing, due, stages: byStage(this.#spent) };
    if (isWorst) keep(this.worst, step, { by: 'due', most: WORST });
    if (isSlowest) keep(this.slowest, step, { by: 'processing', most: SLOWEST });
  }
}

/** Among the greatest, the greatest first. */
function keep(steps: StepTimes[], step: StepTimes, { by, most }: { by: 'due' | 'processing'; most: number }): void {
  steps.push(step);
  steps.sort((a, b) => b[by] - a[by]).splice(most);
}

const noneSpent = (): Spent => new Float64Array(STAGES.length);
const byStage = (spent: Spent) =>
  Object.fromEntries(STAGES.map((stage, s) => [stage, spent[s]!])) as Record<Stage, number>; // as: of all stages
