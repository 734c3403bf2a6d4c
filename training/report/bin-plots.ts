import { binErrors, CURVATURE_EDGES, SPEED_EDGES, type Bin } from './bins.js';
import { count, degrees } from './format.js';
import type { ReportInput } from './input.js';
import { markup, type Markup } from './markup.js';
import { figure } from './pictures.js';
import { legend, percent, plot, yAt } from './plot.js';
import { bestBaseline, COLOURS } from './predictors.js';
import { roundScale, type Scale } from './scale.js';

const HEIGHT = 220;
/** A median of fewer windows is drawn pale. */
const FEW_WINDOWS = 50;

/** Where the errors are: by speed and by curvature, model beside the best baseline. */
export function errorByCondition({ drives, evaluation }: ReportInput): Markup {
  const steps = drives.flatMap((drive) => drive.steps);
  const baseline = bestBaseline(evaluation.all);
  const bySpeed = binErrors(steps, { edges: SPEED_EDGES, signal: ({ vEgo }) => Math.abs(vEgo), baseline });
  const byCurvature = binErrors(steps, {
    edges: CURVATURE_EDGES,
    signal: ({ curvature }) => Math.abs(curvature),
    baseline,
  });
  const keys = legend([
    { text: 'model', colour: COLOURS.model },
    { text: `${baseline}, the best baseline`, colour: COLOURS[baseline] },
  ]);
  const caption = `Absolute error of all steps: the bar is the median, the whisker ends at the 90th percentile. Below each bin its number of windows; bins of fewer than ${FEW_WINDOWS} are pale.`;
  return markup`<p>${caption}</p>${keys}<div class="pair">
${figure('Error against speed', 'Speed of the window’s newest sample.', binPlot(bySpeed, { baseline, scale: 1, xLabel: 'speed (m/s)' }))}
${figure('Error against curvature', 'Magnitude; 5 is a radius of 200 m, 20 one of 50 m.', binPlot(byCurvature, { baseline, scale: 1000, xLabel: 'curvature, either sign (10⁻³ 1/m)' }))}</div>`;
}

type Look = { baseline: 'persistence' | 'linear' | 'bicycle'; scale: number; xLabel: string };

function binPlot(bins: readonly Bin[], { baseline, scale, xLabel }: Look): Markup {
  const y = roundScale([0, Math.max(...bins.flatMap(({ model, baseline }) => [model.p90, baseline.p90]))], 5);
  const marks = bins.map((bin, b) => {
    const draw = (predictor: 'model' | Look['baseline'], offset: number) => {
      const spread = predictor === 'model' ? bin.model : bin.baseline;
      const label = `${binName(bin, scale)}: ${predictor} median ${degrees(spread.median)}°, p90 ${degrees(spread.p90)}°, ${count(bin.windows)} windows`;
      return whiskerBar({
        y,
        spread,
        left: (b + offset) / bins.length,
        width: 0.3 / bins.length,
        fill: COLOURS[predictor],
        label,
      });
    };
    return markup`<g${bin.windows < FEW_WINDOWS ? PALE : undefined}>${draw('model', 0.18)}${draw(baseline, 0.52)}</g>
<text class="xtick count" x="${percent((b + 0.5) / bins.length)}" y="${HEIGHT + 30}">${count(bin.windows)}</text>`;
  });
  const x = {
    place: (b: number) => (b + 0.5) / bins.length,
    ticks: bins.map((bin, b) => ({ value: b, text: binName(bin, scale) })),
  };
  return markup`<div class="bins">${plot({ name: `Absolute error by ${xLabel}`, height: HEIGHT, x, y, xLabel: `${xLabel} · windows below`, yLabel: 'absolute error (deg)', marks })}</div>`;
}
const PALE: Markup = { html: ' opacity=".35"' };

type Bar = { y: Scale; spread: Bin['model']; left: number; width: number; fill: string; label: string };

function whiskerBar({ y, spread, left, width, fill, label }: Bar): Markup {
  const median = yAt(y, spread.median, HEIGHT);
  const p90 = yAt(y, spread.p90, HEIGHT);
  const [begin, middle, end] = [0.2, 0.5, 0.8].map((share) => percent(left + share * width)) as [
    string,
    string,
    string,
  ]; // as: three shares in, three places out
  return markup`<g><title>${label}</title><rect x="${percent(left)}" width="${percent(width)}" y="${median}" height="${(HEIGHT - median).toFixed(2)}" fill="${fill}"/>
<line class="whisker" stroke="${fill}" x1="${middle}" x2="${middle}" y1="${median}" y2="${p90}"/><line class="whisker" stroke="${fill}" x1="${begin}" x2="${end}" y1="${p90}" y2="${p90}"/></g>`;
}

function binName({ from, to }: Bin, scale: number): string {
  const text = (edge: number) => String(Number((edge * scale).toPrecision(3)));
  return to === Infinity ? `≥ ${text(from)}` : `${text(from)}–${text(to)}`;
}
