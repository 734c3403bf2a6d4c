import { startPreview, type Preview } from '../core/curvature-preview.js';
import { Lookahead, type Ahead } from '../core/lookahead.js';
import { joinRows, zeros, type Matrix } from '../core/matrix.js';
import { SampleWindow } from '../core/sample-window.js';
import { StepBuilder, type StepContract } from '../core/step.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import type { Drive } from '../drives/drive.js';
import { driveSamples } from '../drives/drive-samples.js';

/**
 * Windows of one or more drives, in order: number and time (s) of each window's newest sample among the drive's
 * samples, features [W, F] in physical units, angles [W, horizonSteps] in deg.
 */
export type Dataset = { steps: number[]; times: number[]; features: Matrix; angles: Matrix };

export type DatasetOptions = {
  /** where the features' curvature ahead comes from; the angles are the recorded ones in any case */
  preview?: Preview;
  /** take rows that are marked invalid as well, as the article does */
  ignoreValid?: boolean;
  /** leave out each drive's last window, as the article's loop does */
  dropLast?: boolean;
};

/** Every window of the drives that has its whole past and future: made by the code that makes them in the car. */
export function makeDataset(drives: readonly Drive[], contract: StepContract, options: DatasetOptions = {}): Dataset {
  const steps: number[] = [];
  const times: number[] = [];
  const features: ArrayLike<number>[] = [];
  const angles: number[][] = [];
  for (const drive of drives) {
    const windows = [...driveWindows(drive, contract, options)];
    if (options.dropLast) windows.pop();
    for (const window of windows) {
      steps.push(window.step);
      times.push(window.time);
      features.push(window.features);
      angles.push(window.next.map((sample) => sample.steeringAngleDeg));
    }
  }
  return {
    steps,
    times,
    features: stack(features, contract.featureNames.length),
    angles: stack(angles, contract.horizonSteps),
  };
}

/** The windows of all, in their order. */
export function joinDatasets(all: readonly Dataset[]): Dataset {
  return {
    steps: all.flatMap(({ steps }) => steps),
    times: all.flatMap(({ times }) => times),
    features: joinRows(all.map(({ features }) => features)),
    angles: joinRows(all.map(({ angles }) => angles)),
  };
}

function* driveWindows(
  drive: Drive,
  contract: StepContract,
  { preview = 'recorded', ignoreValid = false }: DatasetOptions,
) {
  const builder = new StepBuilder(contract, { gain: drive.steeringGain });
  const previewOf = startPreview(preview, contract.horizonSteps);
  let step = 0;
  for (const ahead of aheads(drive, contract, ignoreValid)) {
    const { features } = builder.push(ahead.sample, previewOf(ahead));
    builder.learn();
    if (features && ahead.next.length === contract.horizonSteps)
      yield { step, time: ahead.sample.time, features: Float64Array.from(features), next: ahead.next };
    step++;
  }
}

/** Every window of a drive whose curvature ahead is known, with the samples that were driven next. */
export function* rawWindows(
  drive: Drive,
  contract: StepContract,
  source: Preview,
): Generator<{ window: readonly VehicleSample[]; preview: readonly number[]; next: readonly VehicleSample[] }> {
  const window = new SampleWindow(contract);
  const previewOf = startPreview(source, contract.horizonSteps);
  for (const ahead of aheads(drive, contract, false)) {
    window.push(ahead.sample);
    const { curvature } = previewOf(ahead);
    if (window.full && curvature) yield { window: [...window.samples], preview: [...curvature], next: ahead.next };
  }
}

/** Every sample whose whole future is known. */
function* aheads(drive: Drive, contract: StepContract, ignoreValid: boolean): Generator<Ahead> {
  const lookahead = new Lookahead(contract);
  for (const sample of driveSamples(drive, contract.dt)) {
    yield* lookahead.push(ignoreValid ? { ...sample, valid: true } : sample);
  }
}

function stack(rows: readonly ArrayLike<number>[], columns: number): Matrix {
  const matrix = zeros(rows.length, columns);
  rows.forEach((row, r) => matrix.data.set(row, r * columns));
  return matrix;
}

/** Curvature, speed and angle at each window's newest sample. */
export function* observations({ features }: Dataset, featureNames: readonly string[]) {
  const [curvature, vEgo, angle] = ['curvature[i-1]', 'vEgo[i-1]', 'steeringAngleDeg[i-1]'].map((name) =>
    featureNames.indexOf(name),
  ) as [number, number, number]; // as: three names, three columns
  for (let begin = 0; begin < features.data.length; begin += features.columns) {
    const value = (column: number) => features.data[begin + column]!;
    yield { curvature: value(curvature), vEgo: value(vEgo), steeringAngleDeg: value(angle) };
  }
}
