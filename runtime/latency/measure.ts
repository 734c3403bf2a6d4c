import type { CanDriver } from '../../can/live/can-driver.js';
import { VehicleBus, type Vehicle } from '../../can/vehicle/vehicle-bus.js';
import type { CanFrame } from '../../can/frame.js';
import { outputIds } from '../../can/output/prediction-dbc.js';
import { InputError } from '../../core/input-error.js';
import { previewName, type Preview, type PreviewSource } from '../../core/curvature-preview.js';
import type { Prediction, Reason } from '../../core/prediction.js';
import { STAGES, type Stage } from '../../core/stage-probe.js';
import { CarMemory } from '../car-memory.js';
import { startLiveRun } from '../live-run.js';
import { rehearse } from '../rehearse.js';
import { ModelsInUse } from '../models-in-use.js';
import { executorOf, type Predictor } from '../predictor.js';
import { StateCounts } from '../state-counts.js';
import { AnswerCheck } from './answer-check.js';
import { causeOf, causeOfProcessing } from './causes.js';
import type { Percentiles } from './distribution.js';
import { BUS, type FrameSchedule } from './frame-schedule.js';
import { LatencyRecorder, type StepTimes } from './latency-recorder.js';
import { MADE_UP_OUTPUT } from './made-up-output.js';
import { MachineWatch, type MachineFigures } from './machine-watch.js';
import { FOREIGN_ID, PacedBus } from './paced-bus.js';
import { startFloor, type Floor } from './pacing-floor.js';
import { pipelineAllocation } from './pipeline-allocation.js';
import { WireBus } from './wire-bus.js';

export type MeasureOptions = {
  predictor: Predictor;
  vehicle: Vehicle;
  schedule: FrameSchedule;
  /** predictions a second: a whole multiple of one a step of the model */
  rate: number;
  seconds: number;
  /** where the curvature ahead comes from */
  preview: Preview;
  /** frames a second that nobody wants */
  foreign: number;
  /** a real interface in the place of the bus in this process, with the driver that opens it */
  wire: { driver: CanDriver; name: string } | undefined;
  signal: AbortSignal;
};

type ExplainedStep = StepTimes & { cause: string };

/** All times in ms. */
export type Latency = {
  rate: number;
  /** fewer than asked for where it was interrupted, or its interface removed */
  seconds: number;
  source: string;
  executor: string;
  preview: PreviewSource;
  foreign: number;
  steps: number;
  /** of the schedule: given, and of those not heard */
  frames: number;
  lost: number;
  foreignFrames: number;
  /** steps that took longer than a period from their due time */
  deadlineMisses: number;
  /** steps that a timer closed, as no frame came in time: without a due time of their own */
  byTimer: number;
  /** answers held against those of a replay of the same frames, and the first that differed */
  checked: { answers: number; different: number | undefined };
  /** of the steps that are counted, those of a timer among them */
  states: StateCounts['states'];
  reasons: Partial<Record<Reason, number>>;
  processing: Percentiles;
  due: Percentiles;
  wake: Percentiles;
  stages: Record<Stage, Percentiles>;
  /** what is learned from a step, once its prediction is out */
  learning: Percentiles;
  floor: Floor | undefined;
  machine: MachineFigures;
  /**
   * bytes a frame of the pipeline alone, driven once more without timers and clocks: where the model answers at once, and
   * of a synthetic drive in this process that was not interrupted
   */
  pipelineAllocation: number | undefined;
  /** from due time, the worst first; and in processing, the longest first */
  worst: ExplainedStep[];
  slowest: ExplainedStep[];
  /** the longest from due time in each second */
  timeline: number[];
  bars: { processing: number[]; due: number[] };
};

/** s, until the code is compiled and every part has run: not counted */
export const WARM_UP = 5;
/** ms from the preparations to the first frame */
const LEAD = 200;

/** The pipeline of the car, fed at absolute due times, with the time of every step and what it answered. */
export async function measureLatency(options: MeasureOptions): Promise<Latency> {
  const { predictor, vehicle, schedule, rate, preview, foreign, wire, signal } = options;
  const phases = Math.round(rate * predictor.card.dt);
  const { bus, start, begin, seconds, recorder, check, machine, figures, live, states, steps, floor } = await drive(
    options,
    phases,
  );
  const heard = live.figures().counts.frames - bus.foreignHeard;
  const frames = framesOf(schedule, bus.stampsUs, { us: start.us, channel: wire?.name });
  const checked = await check.verify(frames, { vehicle, predictor, preview, phases });
  const { processing, due, wake, stages, learning } = recorder.percentiles;
  const usual = Object.fromEntries(STAGES.map((stage) => [stage, stages[stage].p50]));
  const known = { collections: machine.collections, withheld: machine.withheld, start: begin, usual };
  return {
    rate,
    seconds,
    source: wire ? wire.name : 'in this process',
    executor: executorOf(predictor),
    preview: previewName(preview),
    foreign,
    steps,
    frames: bus.given,
    lost: bus.given - heard,
    foreignFrames: bus.foreignGiven,
    deadlineMisses: recorder.misses,
    byTimer: recorder.byTimer,
    checked,
    states: states.states,
    reasons: Object.fromEntries(states.reasons),
    processing,
    due,
    wake,
    stages,
    learning,
    floor: await floor?.figures,
    machine: figures,
    pipelineAllocation:
      schedule.isEndless && !wire && !signal.aborted && 'answer' in predictor
        ? pipelineAllocation({ vehicle, predictor, schedule, phases, warmUp: WARM_UP * rate })
        : undefined,
    worst: recorder.worst.map((step) => ({ ...step, cause: causeOf(step, known) })),
    slowest: recorder.slowest.map((step) => ({ ...step, cause: causeOfProcessing(step, known) })),
    timeline: recorder.seconds,
    bars: { processing: [...recorder.processing.bars], due: [...recorder.due.bars] },
  };
}

/** One run over the bus, from the rehearsal to the last frame; `seconds`: those that are counted. */
async function drive(
  { predictor, vehicle, schedule, rate, seconds, preview, foreign, wire, signal }: MeasureOptions,
  phases: number,
) {
  const length = 1000 * (WARM_UP + seconds);
  const recorder = new LatencyRecorder({ deadline: 1000 / rate, now: () => performance.now() });
  const check = new AnswerCheck(({ id, extended }) => !extended || id !== FOREIGN_ID);
  const floor = await startFloor({ rate, seconds, warmUp: WARM_UP, signal });

  await rehearse(predictor);
  const start = onGrid(1e6 / rate);
  const onDue = (dueAt: number) => recorder.begin(dueAt);
  const timing = { schedule, foreign, start, length, onDue };
  const bus = wire ? new WireBus(wire, timing) : new PacedBus(timing);
  const name = wire?.name ?? BUS;
  const begin = start.at + 1000 * WARM_UP;
  const states = new StateCounts();
  let steps = 0;
  let answer: Prediction | undefined;
  const live = startLiveRun({
    driver: bus,
    vehicle,
    models: new ModelsInUse(predictor, { onChange() {}, onOutcome() {} }),
    phases,
    preview,
    memory: new CarMemory(),
    dry: false,
    plan: {
      wanted: new Map([
        [name, { ids: new VehicleBus(vehicle).wanted, own: wire ? [] : outputIds(MADE_UP_OUTPUT), fd: !wire }],
      ]),
      output: wire ? undefined : { interface: name, address: { ...MADE_UP_OUTPUT, period: 1 / rate } },
    },
    tape: {
      ...check.tape,
      tick(timeUs, how) {
        recorder.begin(NaN); // what it closes was never due
        check.tape.tick(timeUs, how);
      },
    },
    probe(stage) {
      recorder.probe(stage);
      if (stage === 'publish') check.add(answer!); // once its time is taken; it counts as learning
    },
    remark: () => {},
    onPrediction(prediction) {
      steps++;
      answer = prediction;
      if (performance.now() >= begin) states.add(prediction);
    },
  });
  const machine = new MachineWatch(() => bus.given + bus.foreignGiven);
  recorder.start(begin);
  const warmUp = setTimeout(() => machine.start(), begin - performance.now());
  const stopped = () => bus.stop();
  if (signal.aborted) stopped();
  else signal.addEventListener('abort', stopped, { once: true });
  await bus.ended;
  live.stop();
  await live.ended;
  clearTimeout(warmUp);
  const figures = machine.stop(); // first: its timer would keep an interrupted process
  const counted = Math.min(seconds, (performance.now() - begin) / 1000);
  if (!(counted > 0)) {
    signal.throwIfAborted();
    throw new InputError(`expected an interface that lasts longer than ${WARM_UP} s, got ${name}, which is gone`);
  }
  const measured = signal.aborted || bus.isLost ? counted : seconds;
  return { bus, start, begin, seconds: measured, recorder, check, machine, figures, live, states, steps, floor };
}

/** The next step of the wall clock's grid, in its µs and in ms of `performance.now()`. */
function onGrid(stepUs: number): { at: number; us: number } {
  const [nowUs, now] = [Date.now() * 1000, performance.now()];
  const us = Math.ceil((nowUs + 1000 * LEAD) / stepUs) * stepUs;
  return { us: Math.round(us), at: now + (us - nowUs) / 1000 };
}

/** The frames again, as they were stamped; `channel`: where all were heard. */
function* framesOf(
  schedule: FrameSchedule,
  stampsUs: readonly number[] | undefined,
  { us, channel }: { us: number; channel: string | undefined },
): Generator<CanFrame, void> {
  let frame = 0;
  for (let event = 0; schedule.dueOf(event) !== undefined; event++) {
    for (const one of schedule.framesOf(event)) {
      if (stampsUs && frame >= stampsUs.length) return;
      yield {
        ...one,
        channel: channel ?? one.channel,
        timestampUs: stampsUs ? stampsUs[frame]! : one.timestampUs + us,
      };
      frame++;
    }
  }
}
