import { fixed } from './format.js';
import type { ReportInput } from './input.js';
import { json, markup, trusted, type Markup } from './markup.js';
import { COLOURS } from './predictors.js';
import { timelineData } from './timeline-data.js';
import { TIMELINE_SCRIPT } from './timeline-script.js';
import type { Uplot } from './uplot.js';

/** The one living part of the page: a drive over its own time, to zoom into. */
export function timeline({ drives, model, evaluation }: ReportInput, uplot: Uplot | null): Markup {
  if (!uplot) return markup`<p>The timeline is left out: the optional package uplot is not installed.</p>`;
  const data = timelineData(drives, model.dt);
  const horizon = evaluation.all.model.maePerStep.length;
  const options = data.map(({ drive }, d) => markup`<option value="${d}">${drive}</option>`);
  const fan = drives.some(({ steps }) => steps.some(({ interval }) => interval))
    ? ` The fan is the 80 % interval: the dark band one step ahead, the pale one step ${horizon}.`
    : '';
  const thinned = data.some((drive) => drive.thinned) ? ' Long drives are thinned; every peak is kept.' : '';
  return markup`<p>Drag to zoom, double-click to see the whole drive again, click a name in the legend to hide it. Every angle stands at the time that it is meant for: step ${horizon} was predicted ${fixed(horizon * model.dt, 2)} s earlier.${fan}${thinned}</p>
<label class="picker"${data.length < 2 ? HIDDEN : undefined}>Drive <select id="timeline-drive">${options}</select></label>
<div id="timeline"></div>
<script type="application/json" id="timeline-data">${json({ horizon, colours: COLOURS, drives: data })}</script>
<script>${trusted(uplot.script)}</script>
<script>${trusted(TIMELINE_SCRIPT)}</script>`;
}
const HIDDEN: Markup = { html: ' hidden' };
