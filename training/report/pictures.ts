import type { ScoredStep } from '../metrics.js';
import { fixed, degrees } from './format.js';
import type { ReportInput } from './input.js';
import { markup, type Markup } from './markup.js';
import { legend, line, plot, xAt } from './plot.js';
import { COLOURS } from './predictors.js';
import { exactScale, rangeOf, roundScale, type Scale } from './scale.js';
import { driveStarts, endToEnd, meanOfSteps, nthStep, type Reading, type Trace } from './trace.js';

const TIME_LABEL = 'scored driving, drives end to end, gaps closed (s)';
const STEP_HEIGHT = 112;
const MAIN_HEIGHT = 210;
const ERROR_HEIGHT = 84;
const NAMED_SHARE = 1 / 8;
const DETAIL_SECONDS = 20;
const KEYS = legend([
  { text: 'actual', colour: COLOURS.actual, className: 'key thick' },
  { text: 'predicted', colour: COLOURS.model },
]);

/** Every predicted step against the truth, one panel a step, all on the same axes. */
export function everyStep(input: ReportInput): Markup {
  const { model, evaluation } = input;
  const maePerStep = evaluation.all.model.maePerStep;
  const traces = maePerStep.map((_, k) => endToEnd(input.drives, model.dt, nthStep(k)));
  const y = roundScale(rangeOf(...traces.flatMap(({ actual, predicted }) => [actual, predicted])), 6);
  const panels = traces.map((trace, k) => {
    const last = k === traces.length - 1;
    const name = `Step ${k + 1}, actual against predicted`;
    const x = timeScale(trace);
    return markup`<p class="panel">Step ${k + 1} <small>${fixed((k + 1) * model.dt, 2)} s ahead · MAE ${degrees(maePerStep[k]!)}°</small></p>
${plot({ name, height: STEP_HEIGHT, x, y, xLabel: last ? TIME_LABEL : undefined, yLabel: 'angle (deg)', yNote: 'left positive', marks: overlay(input, trace, x, y, STEP_HEIGHT), above: k === 0 ? driveNames(input, x) : [] })}`;
  });
  return figure(
    `1. All ${maePerStep.length} steps, actual against predicted`,
    'Steering-wheel angle in degrees, left positive; every panel has the same axes. Where the blue line leaves the grey one, the model was wrong.',
    markup`${KEYS}${panels}`,
  );
}

export const meanAngle = (input: ReportInput): Markup =>
  withError(input, {
    title: `2. Mean of the ${input.evaluation.all.model.maePerStep.length} steps, actual against predicted`,
    reading: meanOfSteps,
  });

export const firstStep = (input: ReportInput): Markup =>
  withError(input, { title: '3. Step 1, actual against predicted', reading: nthStep(0) });

/** The most winding seconds by themselves, at the last step: over all drives end to end a bend is a few pixels wide. */
export function detail(input: ReportInput): Markup | undefined {
  const { model, drives, evaluation } = input;
  const found = mostWinding(drives, model.dt);
  if (!found) return undefined;
  const { drive, steps } = found;
  const last = evaluation.all.model.maePerStep.length;
  const from = fixed(steps[0]!.time, 1);
  return withError(
    { ...input, drives: [{ ...drive, steps }] },
    {
      title: `In detail: step ${last} over the ${DETAIL_SECONDS} s with the most steering`,
      reading: nthStep(last - 1),
      timeLabel: `s from ${from} s of ${drive.drive}; the timeline below zooms into any other place`,
    },
  );
}

/**
 * The run of so many steps in one drive, without a gap, whose steering reaches furthest; undefined where it is most of
 * what there is.
 */
function mostWinding(
  drives: ReportInput['drives'],
  dt: number,
): { drive: ReportInput['drives'][number]; steps: ScoredStep[] } | undefined {
  const count = Math.round(DETAIL_SECONDS / dt);
  if (drives.reduce((sum, { steps }) => sum + steps.length, 0) < 2 * count) return undefined;
  let [best, widest]: [ReturnType<typeof mostWinding>, number] = [undefined, 0];
  for (const drive of drives) {
    for (let begin = 0; begin + count <= drive.steps.length; begin += Math.ceil(count / 4)) {
      const steps = drive.steps.slice(begin, begin + count);
      if (steps.at(-1)!.time - steps[0]!.time > count * dt) continue;
      const [low, high] = rangeOf(steps.map(({ actual }) => actual[0]!));
      if (high - low > widest) [best, widest] = [{ drive, steps }, high - low];
    }
  }
  return best;
}

type Overlay = { title: string; reading: Reading; timeLabel?: string };

/** An overlay with its error below, since an overlay alone flatters: half a degree vanishes in a line's width. */
function withError(input: ReportInput, { title, reading, timeLabel = TIME_LABEL }: Overlay): Markup {
  const trace = endToEnd(input.drives, input.model.dt, reading);
  const x = timeScale(trace);
  const y = roundScale(rangeOf(trace.actual, trace.predicted), 7);
  const [low, high] = rangeOf(trace.error);
  const extent = Math.max(-low, high, 1e-3);
  const errors = roundScale([-extent, extent], 4);
  const errorLine = line({ x, y: errors, height: ERROR_HEIGHT, at: trace.at, values: trace.error, className: 'error' });
  return figure(
    title,
    'Steering-wheel angle, left positive. Below: predicted − actual, positive where the prediction lies too far to the left.',
    markup`${KEYS}
${plot({ name: title, height: MAIN_HEIGHT, x, y, yLabel: 'angle (deg)', yNote: 'left positive', marks: overlay(input, trace, x, y, MAIN_HEIGHT), above: driveNames(input, x) })}
${plot({ name: `${title}: error`, height: ERROR_HEIGHT, x, y: errors, xLabel: timeLabel, yLabel: 'error (deg)', yNote: 'left positive', marks: [...driveMarks(input, x, ERROR_HEIGHT), errorLine] })}`,
  );
}

function overlay(input: ReportInput, { at, actual, predicted }: Trace, x: Scale, y: Scale, height: number): Markup[] {
  return [
    ...driveMarks(input, x, height),
    line({ x, y, height, at, values: actual, className: 'actual' }),
    line({ x, y, height, at, values: predicted, className: 'predicted' }),
  ];
}

/** A hairline where a drive starts. */
function driveMarks({ drives, model }: ReportInput, x: Scale, height: number): Markup[] {
  const starts = driveStarts(drives, model.dt).slice(1);
  return starts.map(({ at }) => markup`<line class="drive" x1="${xAt(x, at)}" x2="${xAt(x, at)}" y2="${height}"/>`);
}

/** The drives' names, cut where a drive ends; a drive with a small share of the axis goes unnamed. */
function driveNames({ drives, model }: ReportInput, x: Scale): Markup[] {
  const starts = driveStarts(drives, model.dt);
  const named = starts.filter(({ at, end }) => end - at >= NAMED_SHARE * starts.at(-1)!.end);
  return named.map(
    ({ drive, at, end }) =>
      markup`<svg x="${xAt(x, at)}" width="${xAt(x, end - at)}" y="-20" height="20"><text class="name" x="2" y="14">${drive}</text></svg>`,
  );
}

const timeScale = ({ at }: Trace) => exactScale([0, at.at(-1) ?? 1], 8);

export const figure = (title: string, caption: string, body: Markup): Markup =>
  markup`<figure><h3>${title}</h3><figcaption>${caption}</figcaption>${body}</figure>`;
