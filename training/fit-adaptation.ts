import { FORECASTS, responseOf, type AdaptationPrior, type ForecastName } from '../core/adaptation.js';
import { cholesky, solveCholesky } from '../core/cholesky.js';
import type { Preview } from '../core/curvature-preview.js';
import type { LeastSquaresPrior } from '../core/forgetting-least-squares.js';
import type { StepContract } from '../core/step.js';
import { RESPONSE_INPUTS, RESPONSE_OFFSET, writeResponseInputs } from '../core/steering-response.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import type { Drive } from '../drives/drive.js';
import { rawWindows } from './dataset.js';

/**
 * How firmly taps (the same for understeer) and the offset are believed to be what they are on average: in how much
 * cars differ, 7° per 1/100 m and 1°.
 */
const TAP_PRECISION = 0.02;
const OFFSET_PRECISION = 1;
/** The weights on average count as much as this many windows of this car. */
const PRIOR_WINDOWS = { forecast: 50, lasting: 1, trend: 1 } as const;
/** Passes of iteratively reweighted least squares, and the error in deg (of the first step) below which it is squares. */
const PASSES = 4;
const SQUARES_DEG = 0.1;
const RIDGE = 1e-3;

type Seen = { drive: Drive; preview: Preview };
type Observation = { inputs: Float64Array; outputs: number[] };

/**
 * What the drives have in common, seen with each of the previews: the response and the forecasts that a car is met with.
 */
export function fitAdaptation(
  drives: readonly Drive[],
  contract: StepContract,
  previews: readonly Preview[],
): AdaptationPrior {
  const seen = previews.flatMap((preview) => drives.map((drive): Seen => ({ drive, preview })));
  const response = fitResponse(seen, contract);
  const prior = (name: ForecastName) => fitForecast(seen, contract, { name, response });
  return { response, forecast: prior('forecast'), lasting: prior('lasting'), trend: prior('trend') };
}

function fitResponse(seen: readonly Seen[], contract: StepContract): LeastSquaresPrior {
  const observations = seen.flatMap(({ drive, preview: source }) =>
    [...rawWindows(drive, contract, source)].map(({ window, preview }): Observation => {
      const inputs = new Float64Array(RESPONSE_INPUTS);
      writeResponseInputs(window, preview, window.length - 1, inputs);
      return { inputs, outputs: [window.at(-1)!.steeringAngleDeg] };
    }),
  );
  const { weights } = leastAbsolute(observations, { inputs: RESPONSE_INPUTS, outputs: 1 });
  const diagonal = (i: number) => (i === RESPONSE_OFFSET ? OFFSET_PRECISION : TAP_PRECISION);
  const precision = Array.from({ length: RESPONSE_INPUTS ** 2 }, (_, at) => {
    const row = Math.floor(at / RESPONSE_INPUTS);
    return at % RESPONSE_INPUTS === row ? diagonal(row) : 0;
  });
  return { weights, precision };
}

function fitForecast(
  seen: readonly Seen[],
  contract: StepContract,
  { name, response: prior }: { name: ForecastName; response: LeastSquaresPrior },
): LeastSquaresPrior {
  const made = FORECASTS[name];
  const equivalent = new Float64Array(contract.historyLength + contract.horizonSteps);
  const observations = seen.flatMap(({ drive, preview: source }) => {
    const response = responseOf(prior, drive.steeringGain);
    return [...rawWindows(drive, contract, source)].flatMap(({ window, preview, next }): Observation[] => {
      response.learn(window, preview);
      response.equivalentSteering(window, preview, equivalent);
      const inputs = new Float64Array(made.count(contract));
      made.write(window, equivalent, inputs);
      const change = (sample: VehicleSample) => sample.steeringAngleDeg - window.at(-1)!.steeringAngleDeg;
      return next.length === contract.horizonSteps ? [{ inputs, outputs: next.map(change) }] : [];
    });
  });
  const sizes = { inputs: made.count(contract), outputs: contract.horizonSteps };
  const { weights, information } = leastAbsolute(observations, sizes);
  return { weights, precision: information.map((value) => value * PRIOR_WINDOWS[name]) };
}

/**
 * Weights of least absolute errors, each output apart, by iteratively reweighted least squares with a weak ridge; and
 * the mean information of one observation over all outputs, [inputs, inputs].
 */
function leastAbsolute(
  observations: readonly Observation[],
  { inputs: n, outputs }: { inputs: number; outputs: number },
): { weights: number[][]; information: number[] } {
  const total = new Array<number>(n * n).fill(0);
  const weights = Array.from({ length: outputs }, (_, o) => {
    let solution = new Float64Array(n);
    for (let pass = 0; pass < PASSES; pass++) {
      const { information, projection } = normalEquations(observations, o, solution);
      const lower = new Float64Array(n * n);
      cholesky(information, n, lower);
      solution = new Float64Array(n);
      solveCholesky(lower, n, projection, solution);
      if (pass === PASSES - 1) information.forEach((value, i) => (total[i]! += value / observations.length / outputs));
    }
    return [...solution];
  });
  return { weights, information: total };
}

function normalEquations(observations: readonly Observation[], output: number, solution: Float64Array) {
  const n = solution.length;
  const information = new Float64Array(n * n);
  const projection = new Float64Array(n);
  const squaresDeg = SQUARES_DEG * (output + 1);
  let weighed = 0;
  for (const { inputs, outputs } of observations) {
    let error = outputs[output]!;
    for (let i = 0; i < n; i++) error -= solution[i]! * inputs[i]!;
    const weight = 1 / Math.max(squaresDeg, Math.abs(error));
    weighed += weight;
    for (let i = 0; i < n; i++) {
      const scaled = weight * inputs[i]!;
      projection[i]! += scaled * outputs[output]!;
      for (let j = 0; j < n; j++) information[i * n + j]! += scaled * inputs[j]!;
    }
  }
  for (let i = 0; i < n; i++) information[i * n + i]! += RIDGE * weighed;
  return { information, projection };
}
