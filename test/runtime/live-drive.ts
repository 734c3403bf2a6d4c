import type { Prediction, Reason } from '../../core/prediction.js';
import { driveFor, START } from '../can/vehicle/make-vehicle.js';
import { CHANNEL, LiveBench, type LiveBenchOptions } from './live-bench.js';

export const START_MS = START / 1000;
export const ONE_ROUND = driveFor(0, 0);

/** Each message every 20 ms, for so long. */
export async function drive(bench: LiveBench, ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 20) {
    for (const frame of ONE_ROUND) await bench.receive(frame);
    await bench.pass(20);
  }
}

/** A run whose interface is there. */
export async function started(options: LiveBenchOptions = {}): Promise<LiveBench> {
  const bench = new LiveBench(START_MS, options);
  bench.driver.add(CHANNEL);
  await bench.pass(20);
  return bench;
}

export const statesOf = (predictions: readonly Prediction[]) => predictions.map(({ state }) => state);
/** since START */
export const msOf = (predictions: readonly Prediction[]) =>
  predictions.map(({ time }) => Math.round(time * 1000 - START_MS));
export const had = (predictions: readonly Prediction[], reason: Reason) =>
  predictions.filter(({ reasons }) => reasons.includes(reason));
