import { count, degrees, fixed, plural, rSquared, signedPercent } from './format.js';
import { tellMiss } from '../figures/worst-miss.js';
import type { ReportInput } from './input.js';
import { markup, type Markup } from './markup.js';
import { bestBaseline, COLOURS, PREDICTORS, scoresOf, skill } from './predictors.js';
import { caveats } from './split.js';

/** The figures to quote, with what must be said beside them. */
export function headline(input: ReportInput): Markup {
  const { all, drives } = input.evaluation;
  const steps = all.model.maePerStep.length;
  const best = bestBaseline(all);
  const share = skill(all);
  const worst = input.figures?.worstMiss;
  const facts: [value: string, name: string, note: string][] = [
    [
      `${degrees(all.model.mae)}°`,
      'MAE',
      `${plural(steps, 'step')}, up to ${fixed(steps * input.model.dt, 2)} s ahead${overDrives(input)}`,
    ],
    [
      signedPercent(share),
      'skill',
      `1 − MAE / MAE of ${best}${share < 0 ? ': the model loses' : ', the best baseline'}`,
    ],
    [rSquared(all.model.r2), 'R²', 'mean over the steps'],
    [count(all.windows), 'windows', `from ${plural(drives.filter(({ windows }) => windows > 0).length, 'drive')}`],
  ];
  if (all.coverage !== null) {
    facts.push([`${fixed(100 * all.coverage, 1)} %`, 'coverage', 'truths inside the 80 % interval']);
  }
  return markup`<dl class="facts">${facts.map(([value, name, note]) => markup`<div><dt>${name}</dt><dd>${value}<small>${note}</small></dd></div>`)}</dl>
${comparison(input)}
${worst ? markup`<p id="worst-miss">Worst miss: ${tellMiss(worst, fixed)}.</p>` : undefined}
<ul class="caveats">${caveats(input).map(({ warning, text }) => markup`<li class="${warning ? 'warning' : 'good'}">${text}</li>`)}</ul>`;
}

/** How sure the MAE is, as far as so many drives can say. */
function overDrives({ figures }: ReportInput): string {
  if (!figures) return '';
  if (figures.maeBounds) return `; 95 % over drives: ${figures.maeBounds.map(degrees).join(' … ')}`;
  return '; no bounds, which want three drives';
}

/** Model and baselines in one table, with bars to scale. */
function comparison({ evaluation: { all } }: ReportInput): Markup {
  const highest = Math.max(...PREDICTORS.map((predictor) => scoresOf(all, predictor).mae));
  const rows = PREDICTORS.map((predictor) => {
    const { mae, rmse, r2 } = scoresOf(all, predictor);
    const bar = markup`<svg width="100%" height="14" aria-hidden="true"><rect width="${((100 * mae) / highest).toFixed(2)}%" height="14" fill="${COLOURS[predictor]}"/></svg>`;
    return markup`<tr><th scope="row">${predictor}<small>${MEANING[predictor]}</small></th><td class="wide">${bar}</td><td>${degrees(mae)}</td><td>${degrees(rmse)}</td><td>${rSquared(r2)}</td></tr>`;
  });
  return markup`<div class="scroll"><table id="predictors"><thead><tr><th>Predictor</th><th class="wide"></th><th>MAE (deg)</th><th>RMSE (deg)</th><th>R²</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

const MEANING = {
  model: 'what the pipeline gives out',
  persistence: 'the angle stays',
  linear: 'the angle goes on changing as in the last step',
  bicycle: 'steady-state single-track model, fitted in training',
} as const;
