import type { SteadyState } from './baselines.js';
import { CHANNEL_UNITS } from './features.js';
import type { Novelty } from './novelty.js';
import type { Scaler } from './scaler.js';
import type { StepContract } from './step.js';

/** Raised where a field, a feature or a prior means another thing without another shape: an older bundle is then refused. */
export const CARD_FORMAT_VERSION = 1;
/** Written into every card, and expected of it. */
export const CARD_UNITS = { ...CHANNEL_UNITS, time: 's' } as const;
export const CARD_SIGNS = 'left-positive';

/**
 * What `scalerX` scales: the features as measured; curvature and steering as differences from now; or changes of
 * steering and of equivalent steering, with how far the two are apart.
 */
export const INPUTS = ['measured', 'from-now', 'adapted'] as const;
export type Inputs = (typeof INPUTS)[number];
/**
 * What the network gives before `scalerY` is undone: the angle, its change from the last one, what the forecast misses,
 * or what the expert `response` misses.
 */
export const TARGETS = ['angle', 'change', 'correction', 'response-correction'] as const;
export type Target = (typeof TARGETS)[number];

/** `trace` tells the drive in another file; absent in older cards */
export type DriveRecord = { name: string; sha256: string; rows: number; trace?: string };

/** One answer that the model must give on every machine: features in physical units, angles in degrees. */
export type Golden = { features: number[]; steeringAngleDeg: number[] };

/** What travels with `model.onnx`: everything that a runtime must agree with before it asks the model. */
export type ModelCard = StepContract & {
  formatVersion: typeof CARD_FORMAT_VERSION;
  name: string;
  architecture: string;
  /** name of the vehicle profile whose logs it was trained on; absent where any vehicle's drives were taken */
  vehicle?: string;
  /** ISO 8601, UTC */
  createdAt: string;
  units: typeof CARD_UNITS;
  signs: typeof CARD_SIGNS;
  inputs: Inputs;
  target: Target;
  scalerX: Scaler;
  scalerY: Scaler;
  /** feature name → smallest and largest value in training */
  ranges: Record<string, [number, number]>;
  /** how unlike training a step may look; absent where nothing is known of it */
  novelty?: Novelty;
  /** the bicycle fit over the training drives, a baseline */
  steadyState: SteadyState;
  /**
   * what the graph's outputs `lower` and `upper` hold: so many truths, by the quantiles of its error over how much moves
   * at each step, on drives that it had not learnt from; where it adapts, the car goes by what it sees instead
   */
  interval?: { coverage: number; quantiles: number[] };
  training: {
    engine: string;
    seed: number;
    /** how it was trained: learning rate, batch size, loss and so on, as the trainer names them */
    recipe?: Readonly<Record<string, unknown>>;
    epochs: number;
    /** the epoch whose weights these are, counted from 1 */
    bestEpoch: number;
    /** where the user stopped the training there, with epochs to go */
    interruptedAfterEpoch?: number;
    split: string;
    /** where the curvature ahead was from as it learnt: every drive with each of them */
    previews?: string[];
    /** the model was trained anew on all drives, once one without those of validation and test had got their figures */
    anew?: true;
    drives: { train: DriveRecord[]; validation: DriveRecord[]; test: DriveRecord[] };
    losses: { train: number[]; validation: number[] };
  };
  metrics: Record<string, unknown>;
  golden: Golden[];
  onnxSha256: string;
};
