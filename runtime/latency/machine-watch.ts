import {
  constants,
  monitorEventLoopDelay,
  PerformanceObserver,
  type IntervalHistogram,
  type PerformanceEntry,
} from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { Distribution, type Percentiles } from './distribution.js';
import { stolenTime } from './stolen-time.js';
import { waitingTime } from './waiting-time.js';

/** ms */
export type Collection = { at: number; duration: number };

/** ms between two looks in which the host took a processor away, or other threads had it while this one had work */
export type Withheld = { from: number; to: number; byHost: number; byOthers: number };

export type MachineFigures = {
  /** of the timer that looks for it */
  eventLoopDelay: Percentiles;
  /** `wholeHeap`: pauses that ended a collection of the whole heap */
  gc: { count: number; wholeHeap: number; share: number; p99: number; max: number };
  /** bytes, over the seconds in which nothing was collected; undefined where there was none */
  allocationPerFrame: number | undefined;
  /** of one core */
  cpuShare: number;
  /** of one core: what the host of a virtual machine ran something else in; undefined where the system does not tell */
  stolenShare: number | undefined;
  /** of the time: what the main thread waited for a processor that others had; undefined where the system does not tell */
  waitingShare: number | undefined;
  /** MB, and MB an hour from the first half to the second, where a minute and more tell of it */
  rss: { first: number; last: number; max: number; slopePerHour: number | undefined };
};

/** What Node tells of a pause; its types leave the kind out. */
type CollectionEntry = PerformanceEntry & { detail: { kind: number } };

const INTERVAL = 1000;
const MEGABYTE = 1e6;
/** ms, of the event loop's delay */
const RESOLUTION = 10;
const HOUR = 3_600_000;
/** ms; shorter ones tell nothing of an hour's growth */
const SHORTEST_TREND = 59_000;
const NANOSECONDS = 1e6;

/** What the process costs and what holds it up, from `start` to `stop`. */
export class MachineWatch {
  readonly collections: Collection[] = [];
  readonly withheld: Withheld[] = [];
  readonly #gc = new Distribution();
  #wholeHeap = 0;
  readonly #observer: PerformanceObserver;
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  readonly #frames: () => number;
  readonly #rss: { at: number; bytes: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #begin = { at: 0, cpu: process.cpuUsage() };
  #first = processorTimes();
  #latest = this.#first;
  #last = { heap: 0, frames: 0, collections: 0 };
  #allocated = { bytes: 0, frames: 0 };

  /** `frames`: how many have been given so far */
  constructor(frames: () => number) {
    this.#frames = frames;
    this.#observer = new PerformanceObserver((list) => {
      for (const { startTime, duration, detail } of list.getEntries() as CollectionEntry[]) {
        if (startTime < this.#begin.at) continue;
        this.collections.push({ at: startTime, duration });
        this.#gc.record(duration);
        if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) this.#wholeHeap++;
      }
    });
  }

  start(): void {
    this.#begin = { at: performance.now(), cpu: process.cpuUsage() };
    this.#first = this.#latest = processorTimes();
    this.#observer.observe({ entryTypes: ['gc'] });
    this.#delay.enable();
    this.#look();
    this.#timer = setInterval(() => this.#look(), INTERVAL).unref();
  }

  stop(): MachineFigures {
    clearInterval(this.#timer);
    this.#look();
    this.#delay.disable();
    this.#observer.disconnect();
    const elapsed = performance.now() - this.#begin.at;
    const { user, system } = process.cpuUsage(this.#begin.cpu);
    const { count, p99, max } = this.#gc.percentiles;
    const paused = this.collections.reduce((sum, { duration }) => sum + duration, 0);
    return {
      eventLoopDelay: percentilesOf(this.#delay),
      gc: {
        count,
        wholeHeap: this.#wholeHeap,
        share: paused / elapsed,
        p99: count === 0 ? 0 : p99,
        max: count === 0 ? 0 : max,
      },
      allocationPerFrame: this.#allocated.frames > 0 ? this.#allocated.bytes / this.#allocated.frames : undefined,
      cpuShare: (user + system) / 1000 / elapsed,
      stolenShare: shareOf(this.#first.stolen, this.#latest.stolen, elapsed),
      waitingShare: shareOf(this.#first.waited, this.#latest.waited, elapsed),
      rss: this.#rssFigures(),
    };
  }

  #look(): void {
    const heap = getHeapStatistics().used_heap_size;
    const frames = this.#frames();
    const collections = this.collections.length;
    const { heap: before, frames: framesBefore, collections: collectionsBefore } = this.#last;
    // Fewer bytes than before were collected by a run that has not been told yet.
    if (collections === collectionsBefore && framesBefore > 0 && heap >= before) {
      this.#allocated.bytes += heap - before;
      this.#allocated.frames += frames - framesBefore;
    }
    this.#last = { heap, frames, collections };
    this.#rss.push({ at: performance.now(), bytes: process.memoryUsage.rss() });
    this.#lookForProcessors();
  }

  #lookForProcessors(): void {
    const before = this.#latest;
    const now = processorTimes(); // 0.1 ms, once a second
    this.#latest = now;
    const byHost = passed(before.stolen, now.stolen) ?? 0;
    const byOthers = passed(before.waited, now.waited) ?? 0;
    if (byHost > 0 || byOthers > 0) this.withheld.push({ from: before.at, to: now.at, byHost, byOthers });
  }

  #rssFigures(): MachineFigures['rss'] {
    const all = this.#rss;
    const mean = (part: typeof all, of: (one: (typeof all)[0]) => number) =>
      part.reduce((sum, one) => sum + of(one), 0) / Math.max(1, part.length);
    const [earlier, later] = [all.slice(0, all.length >> 1), all.slice(all.length >> 1)];
    const grown = mean(later, ({ bytes }) => bytes) - mean(earlier, ({ bytes }) => bytes);
    const apart = mean(later, ({ at }) => at) - mean(earlier, ({ at }) => at);
    return {
      first: all[0]!.bytes / MEGABYTE,
      last: all.at(-1)!.bytes / MEGABYTE,
      max: all.reduce((max, { bytes }) => Math.max(max, bytes), 0) / MEGABYTE,
      slopePerHour: all.at(-1)!.at - all[0]!.at < SHORTEST_TREND ? undefined : ((grown / apart) * HOUR) / MEGABYTE,
    };
  }
}

const processorTimes = () => ({ at: performance.now(), stolen: stolenTime(), waited: waitingTime() });

const passed = (before: number | undefined, now: number | undefined) =>
  before === undefined || now === undefined ? undefined : now - before;

function shareOf(before: number | undefined, now: number | undefined, elapsed: number): number | undefined {
  const ms = passed(before, now);
  return ms === undefined ? undefined : ms / elapsed;
}

/** Of times by which a timer came late, so that the interval itself is taken off. */
function percentilesOf(histogram: IntervalHistogram): Percentiles {
  const at = (percentile: number) => Math.max(0, histogram.percentile(percentile) / NANOSECONDS - RESOLUTION);
  const count = histogram.count;
  const max = Math.max(0, histogram.max / NANOSECONDS - RESOLUTION);
  return { count, p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), p9999: at(99.99), max };
}
