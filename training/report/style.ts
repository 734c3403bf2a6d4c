/** The page's style: light, system fonts, one column that narrows; margins of `.plot` are the room for axis labels. */
export const STYLE = `
:root { color-scheme: light; --ink: #1b2026; --soft: #5b6470; --line: #d9dde2; --model: #0072b2; --bad: #b23a00; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1120px; margin: 0 auto; padding: 32px 24px 48px; }
h1 { margin: 0; font-size: 28px; line-height: 1.2; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { margin: 48px 0 8px; padding-top: 20px; border-top: 2px solid var(--ink); font-size: 20px; line-height: 1.25; }
h3 { margin: 0 0 2px; font-size: 16px; line-height: 1.3; }
p { margin: 6px 0; max-width: 78ch; }
small { color: var(--soft); font-size: 12.5px; font-weight: 400; }
.eyebrow { color: var(--soft); font-size: 13px; margin: 0 0 4px; }
.note, figcaption { color: var(--soft); font-size: 13.5px; max-width: 86ch; }
.bad { color: var(--bad); }

.facts { display: flex; flex-wrap: wrap; gap: 16px 44px; margin: 24px 0 20px; }
.facts div { display: flex; flex-direction: column; }
.facts dt { color: var(--soft); font-size: 13px; }
.facts dd { margin: 0; font-size: 32px; font-weight: 650; line-height: 1.15; letter-spacing: -.02em; }
.facts small { display: block; letter-spacing: 0; margin-top: 4px; line-height: 1.3; max-width: 22ch; }
.facts div:first-child dd { color: var(--model); }
.caveats { list-style: none; margin: 20px 0 0; padding: 0; max-width: 92ch; }
.caveats li { margin: 8px 0; padding: 2px 0 2px 14px; border-left: 4px solid #9aa3ad; }
.caveats .warning { border-color: #e69f00; }

.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { line-height: 1.4; padding: 6px 10px; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; white-space: nowrap; }
th:first-child { text-align: left; padding-left: 0; white-space: normal; font-weight: 600; overflow-wrap: anywhere; min-width: 13ch; }
thead th { color: var(--soft); font-weight: 600; font-size: 13px; vertical-align: bottom; border-bottom-color: var(--ink); }
tbody small, tfoot small { display: block; }
tfoot th, tfoot td { border-bottom: 0; border-top: 1px solid var(--ink); }
.words { text-align: left; white-space: normal; min-width: 30ch; }
tfoot .best { font-weight: 700; }
td.best { font-weight: 700; background: #e1eff8; }
.heat td { text-align: center; }
.heat small { display: block; }
.heat th { white-space: nowrap; }
td.wide { width: 42%; min-width: 90px; }
td.wide svg { display: block; margin-top: 4px; }

figure { margin: 28px 0 0; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 40px; align-items: start; }
.pair > * { min-width: 0; }
.pair > figure { margin-top: 16px; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 8px 0 10px; font-size: 13px; color: var(--soft); }
.legend span { display: inline-flex; align-items: center; gap: 6px; }
.key { width: 18px; height: 3px; border-radius: 2px; }
.key.thick { height: 5px; }
.panel { margin: 8px 0 -4px 74px; font-weight: 600; font-size: 13.5px; }

.plot { padding: 10px 6px 8px 74px; }
.plot.labelled { padding-bottom: 44px; }
.plot.headed { padding-top: 26px; }
.bins .plot.labelled { padding-bottom: 58px; }
.plot > svg { display: block; width: 100%; overflow: visible; }
.plot text { font-size: 12px; fill: var(--soft); }
.plot .ytick { text-anchor: end; }
.plot .xtick, .plot .xlabel, .plot .ylabel { text-anchor: middle; }
.plot .xlabel, .plot .ylabel { fill: #3c434b; }
.bins .xtick { font-size: 11px; }
.bins .count { font-style: italic; }
.bins .xlabel { transform: translateY(14px); }
.grid { stroke: #eaecef; }
.frame { fill: none; stroke: #c3c9d0; }
.plot .name { font-size: 11.5px; }
.drive { stroke: #7a838d; stroke-dasharray: 2 3; }
.plot path { fill: none; vector-effect: non-scaling-stroke; stroke-linejoin: round; stroke-linecap: round; }
.actual { stroke: #b4bac2; stroke-width: 4; }
.predicted { stroke: #0072b2; stroke-width: 1.3; }
.error { stroke: #0072b2; stroke-width: 1; }
.validation { stroke: #e69f00; stroke-width: 1.6; }
.plot .best { stroke: #c04000; stroke-dasharray: 4 3; }
.whisker { stroke-width: 1.5; }

.picker { display: inline-block; margin: 6px 0 10px; font-weight: 600; font-size: 14px; }
.picker[hidden] { display: none; }
select { font: inherit; font-weight: 400; padding: 3px 8px; max-width: 100%; }
#timeline { min-height: 640px; }
#timeline .uplot { font-family: inherit; }
#timeline .uplot + .uplot { margin-top: 18px; }
#timeline .u-legend { width: auto; margin: 4px 0 0 72px; font-size: 13px; text-align: left; }
#timeline .u-legend th, #timeline .u-legend td { padding: 2px 4px; border: 0; min-width: 0; font-weight: 400; }
.provenance { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; font-size: 13.5px; }
.provenance dt { color: var(--soft); }
.provenance dd { margin: 0; overflow-wrap: anywhere; }

@media (max-width: 860px) {
  main { padding: 20px 16px 32px; }
  .facts { gap: 16px 28px; }
  .facts dd { font-size: 26px; }
  .facts small { max-width: 17ch; }
  .pair { grid-template-columns: 1fr; }
  .provenance { grid-template-columns: 1fr; gap: 0; }
  .provenance dd { margin-bottom: 8px; }
}
@media print {
  main { max-width: none; padding: 0; }
  figure, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
