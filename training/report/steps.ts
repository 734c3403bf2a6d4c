import type { Evaluation } from '../metrics.js';
import { count, degrees, fixed } from './format.js';
import type { ReportInput } from './input.js';
import { markup, type Markup } from './markup.js';
import { figure } from './pictures.js';
import { legend, percent, plot, yAt } from './plot.js';
import { COLOURS, PREDICTORS, scoresOf } from './predictors.js';
import { roundScale } from './scale.js';
import { maeCells } from './tables.js';

const HEIGHT = 240;
/** Share of a step's width that its bars fill. */
const FILL = 0.8;

/** The error of every step, model beside the baselines: bars to see it, a table to quote it. */
export function errorPerStep({ evaluation, model }: ReportInput): Markup {
  const steps = evaluation.all.model.maePerStep.map((_, k) => k);
  const rows = steps.map((k) => {
    const maes = PREDICTORS.map((predictor) => scoresOf(evaluation.all, predictor).maePerStep[k]!);
    return markup`<tr><th scope="row">Step ${k + 1} <small>${fixed((k + 1) * model.dt, 2)} s</small></th>${maeCells(maes)}</tr>`;
  });
  return figure(
    '4. Mean absolute error of each step',
    `Over all ${count(evaluation.all.windows)} windows, in degrees of the steering wheel. The lowest of each step is marked.`,
    markup`<div class="pair"><div>${legend(PREDICTORS.map((predictor) => ({ text: predictor, colour: COLOURS[predictor] })))}${bars(evaluation, steps)}</div>
<div class="scroll"><table><thead><tr><th>MAE (deg)</th>${PREDICTORS.map((predictor) => markup`<th>${predictor}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div></div>`,
  );
}

function bars({ all }: Evaluation, steps: number[]): Markup {
  const highest = Math.max(...PREDICTORS.flatMap((predictor) => scoresOf(all, predictor).maePerStep));
  const y = roundScale([0, highest], 5);
  const group = 1 / steps.length;
  const width = (group * FILL) / PREDICTORS.length;
  const marks = steps.flatMap((k) =>
    PREDICTORS.map((predictor, p) => {
      const mae = scoresOf(all, predictor).maePerStep[k]!;
      const top = yAt(y, mae, HEIGHT);
      const left = (k + (1 - FILL) / 2) * group + p * width;
      return markup`<rect class="bar" x="${percent(left)}" width="${percent(width * 0.92)}" y="${top}" height="${(HEIGHT - top).toFixed(2)}" fill="${COLOURS[predictor]}"><title>step ${k + 1}, ${predictor}: ${degrees(mae)}°</title></rect>`;
    }),
  );
  const x = {
    place: (k: number) => (k + 0.5) * group,
    ticks: steps.map((k) => ({ value: k, text: `step ${k + 1}` })),
  };
  const name = 'Mean absolute error of each step, model beside the baselines';
  return plot({ name, height: HEIGHT, x, y, xLabel: 'predicted step', yLabel: 'MAE (deg)', marks });
}
