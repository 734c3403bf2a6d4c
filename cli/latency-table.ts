import { STAGES } from '../core/stage-probe.js';
import { FEWEST, type Percentiles } from '../runtime/latency/distribution.js';
import type { Latency } from '../runtime/latency/measure.js';
import { counted } from '../core/counted.js';
import { describeStates, stepsOf, withoutAngles } from '../runtime/state-counts.js';
import { describeSetting, type Setting } from './latency-setting.js';
import { textTable } from './text-table.js';

export type Measured = Latency & {
  /** whether a second process kept a processor busy */
  load: boolean;
  setting: Setting;
  /** s; `seconds` are fewer where a log is shorter, where it was interrupted, or its interface removed */
  secondsAsked: number;
  interrupted: boolean;
  /** the bounds that were asked for, as given, and what broke those that were not kept */
  budget: { bounds: string[]; broken: string[] };
};

/** of the time; less is shown as 0.0 % */
const LEAST_WAITING = 0.0005;
const TITLES = ['ms', 'count', 'p50', 'p90', 'p99', 'p99.9', 'p99.99', 'max'];

/** The figures for people. */
export function latencyTable(measured: Measured): string {
  const { processing, due, wake, stages, learning, floor, worst, slowest, budget } = measured;
  const rows = [
    TITLES,
    row('processing (frame in our hands → prediction out)', processing),
    row('from due time (wake-up included)', due),
    row('woken late', wake),
    ...STAGES.map((stage) => row(`  ${stage}`, stages[stage])),
    row('learning, once the prediction is out', learning),
    ...(floor ? [row('C floor: processing', floor.processing), row('C floor: from due time', floor.due)] : []),
  ];
  return [
    describeRun(measured),
    '',
    textTable(rows),
    '',
    ...describeMachine(measured),
    ...(budget.bounds.length > 0 ? [describeBudget(budget)] : []),
    '',
    `the worst ${worst.length} from due time, ms`,
    ...stepLines(worst),
    '',
    `the longest ${slowest.length} in processing, ms`,
    ...stepLines(slowest),
  ].join('\n');
}

/** Titles, and a line each. */
function stepLines(steps: Measured['worst']): string[] {
  const cells = steps.map(({ at, due, wake, processing }) => [
    (at / 1000).toFixed(2),
    ...[due, wake, processing].map((ms) => ms.toFixed(3)),
  ]);
  const [titles, ...times] = textTable([['at s', 'from due', 'woken', 'processing'], ...cells], 0).split('\n');
  return [titles!, ...steps.map(({ cause }, k) => `${times[k]}  ${cause}`)];
}

export function describeRun({
  rate,
  seconds,
  source,
  executor,
  preview,
  foreign,
  load,
  reasons,
  states,
}: Measured): string {
  const beside = [
    ...(foreign > 0 ? [`${foreign} foreign frames/s`] : []),
    ...(load ? ['a busy processor beside'] : []),
  ];
  const how = executor === 'wasm' ? 'compiled to WebAssembly' : 'in ONNX Runtime';
  return `${rate} Hz for ${Number(seconds.toFixed(1))} s, frames from ${source === 'in this process' ? 'a bus in this process' : source}, the model ${how}, ${preview === 'hold' ? 'the present curvature held' : `the curvature ahead from a map in ${reasons.PREVIEW_MAP ?? 0} of ${stepsOf(states)} steps`}${beside.map((one) => `, ${one}`).join('')}`;
}

export function describeMachine({
  steps,
  frames,
  lost,
  foreignFrames,
  deadlineMisses,
  byTimer,
  checked,
  machine,
  pipelineAllocation,
  floor,
  rate,
  setting,
  states,
  reasons,
}: Measured): string[] {
  const { eventLoopDelay, gc, allocationPerFrame, cpuShare, stolenShare = 0, waitingShare = 0, rss } = machine;
  const answers =
    checked.different === undefined
      ? `all ${checked.answers} answers as a replay gives them`
      : `the answer of step ${checked.different + 1} is not a replay's`;
  const allocated = [
    ...(pipelineAllocation === undefined ? [] : [`${Math.round(pipelineAllocation)} by the pipeline`]),
    ...(allocationPerFrame === undefined
      ? []
      : [`${Math.round(allocationPerFrame)} with the timers and clocks of the measurement`]),
  ];
  const whole = gc.wholeHeap > 0 ? ` (${gc.wholeHeap} of the whole heap)` : '';
  const angleless = withoutAngles(states);
  const growth = rss.slopePerHour === undefined ? '' : ` (${rss.slopePerHour.toFixed(1)} MB/h)`;
  const foreign = foreignFrames > 0 ? ` and ${foreignFrames} foreign ones` : '';
  return [
    describeSetting(setting),
    `${counted(steps, 'step')} from ${counted(frames, 'frame')}${foreign}, those before the first counted one among them; ${lost} lost; ${answers}`,
    `counted: ${describeStates(states, reasons)}${angleless > 0 ? `; ${angleless} of them, in these figures too, have no angles` : ''}`,
    `later than ${Number((1000 / rate).toFixed(3))} ms from due: ${deadlineMisses}; closed by a timer${byTimer > 0 ? ' (never due, and so in none of these figures)' : ''}: ${byTimer}`,
    `event loop late by p50 ${eventLoopDelay.p50.toFixed(2)}, p99 ${eventLoopDelay.p99.toFixed(2)}, max ${eventLoopDelay.max.toFixed(2)} ms`,
    `garbage collection: ${counted(gc.count, 'pause')}${whole}, ${(100 * gc.share).toFixed(3)} % of the time, p99 ${gc.p99.toFixed(2)}, max ${gc.max.toFixed(2)} ms`,
    ...(allocated.length > 0 ? [`bytes allocated a frame: ${allocated.join(', ')}`] : []),
    `processor ${(100 * cpuShare).toFixed(1)} % of one core; resident ${rss.first.toFixed(0)} MB at first, ${rss.last.toFixed(0)} at last, ${rss.max.toFixed(0)} at most${growth}`,
    ...(stolenShare > 0
      ? [`the host of this virtual machine ran something else for ${(100 * stolenShare).toFixed(1)} % of a core`]
      : []),
    ...(waitingShare >= LEAST_WAITING
      ? [`this process waited ${(100 * waitingShare).toFixed(1)} % of the time for a processor that others had`]
      : []),
    ...(floor ? [] : ['no C floor beside it: there is no C compiler (cc), or it was interrupted']),
  ];
}

export const describeBudget = ({ bounds, broken }: Measured['budget']): string =>
  broken.length > 0 ? `budget ${bounds.join(', ')} broken: ${broken.join('; ')}` : `budget kept: ${bounds.join(', ')}`;

const row = (name: string, percentiles: Percentiles) => [name, String(percentiles.count), ...shownTimes(percentiles)];

/** The figures for programs: null for a percentile that so few steps do not carry, as the table has `–`. */
export const latencyJson = (measured: Measured): string =>
  JSON.stringify(measured, function (this: Partial<Percentiles>, key, value: unknown) {
    const isCarried = (key !== 'p999' && key !== 'p9999') || this.count === undefined || this.count >= FEWEST[key];
    return isCarried ? value : null;
  });

/** ms: the columns behind the count. */
export const shownTimes = (percentiles: Percentiles): string[] => [
  ...[percentiles.p50, percentiles.p90, percentiles.p99].map((ms) => ms.toFixed(3)),
  carried(percentiles, 'p999', 3),
  carried(percentiles, 'p9999', 3),
  percentiles.max.toFixed(3),
];

/** ms, with so many digits; `–` where there are too few values. */
export const carried = (percentiles: Percentiles, name: 'p999' | 'p9999', digits: number): string =>
  percentiles.count < FEWEST[name] ? '–' : percentiles[name].toFixed(digits);
