import { InputError } from '../../core/input-error.js';
import { json, markup, trusted } from '../../training/report/markup.js';
import { page } from '../../training/report/page.js';
import { COLOURS } from '../../training/report/predictors.js';
import { readUplot } from '../../training/report/uplot.js';
import { LIVE_SCRIPT } from './script.js';

/** What is looked at: its name, and the grid of the model's steps. */
export type About = {
  title: string;
  /** s */
  dt: number;
  horizonSteps: number;
};

const OWN_STYLE = `
main { padding-top: 18px; }
h1 { font-size: 20px; }
.facts { margin: 14px 0 6px; gap: 10px 40px; }
.facts div:first-child dd { color: #fff; background: var(--soft); border-radius: 5px; padding: 2px 12px; font-size: 26px; }
.facts dd { font-size: 26px; min-width: 5ch; }
#reasons { min-height: 23px; max-width: none; font-weight: 600; }
.VALID { background: #00795c !important; } .DEGRADED { background: #a86c00 !important; }
.INVALID { background: var(--bad) !important; } .INIT { background: var(--soft) !important; }
#banner { min-height: 22px; margin: 0; color: var(--bad); font-weight: 600; }
button { font: inherit; padding: 2px 14px; }
#plots .uplot + .uplot { margin-top: 6px; }
#plots .uplot { font-family: inherit; }
#plots .u-legend { width: auto; margin: 0 0 0 72px; font-size: 13px; text-align: left; }
#plots .u-legend th, #plots .u-legend td { padding: 1px 4px; border: 0; min-width: 0; font-weight: 400; }
#facts td { text-align: left; white-space: normal; }
#facts th { white-space: nowrap; }
`;

/** The page itself, which needs nothing but the stream beside it. Without uPlot, which is optional, it is an InputError. */
export function livePageHtml({ title, dt, horizonSteps }: About): string {
  const uplot = readUplot();
  if (!uplot) throw new InputError('expected the optional package uplot (npm ci), got none (--page)');
  const ahead = (horizonSteps * dt).toFixed(1);
  const tile = (name: string, id: string) => markup`<div><dt>${name}</dt><dd id="${id}">–</dd></div>`;
  return page({
    title: `Steercast: ${title}`,
    header: markup`<p class="eyebrow">Steercast, as it predicts <button id="pause" title="or the space bar">Pause</button></p><h1>${title}</h1>`,
    body: markup`<p id="banner">not connected yet</p>
<dl class="facts">${tile('state', 'state')}${tile('steering wheel (deg)', 'now')}${tile(`in ${ahead} s, and 80 %`, 'then')}${tile('speed (m/s)', 'speed')}${tile(`mean |error| ${ahead} s ahead, shown (deg)`, 'error')}</dl>
<p id="reasons"></p>
<p class="note">Left is positive. “Said ${ahead} s before” stands at the time that it was meant for, so where it leaves the measured line it was wrong; the strip below it is the state.</p>
<div id="plots"></div>
<table id="facts"><tbody></tbody></table>
<script type="application/json" id="about">${json({ dt, horizonSteps, colours: COLOURS })}</script>
<script>${trusted(uplot.script)}</script>
<script>${trusted(LIVE_SCRIPT)}</script>`,
    before: uplot.style,
    behind: OWN_STYLE,
    scripts: 'connected',
  });
}
