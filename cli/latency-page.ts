import { barBegin } from '../runtime/latency/distribution.js';
import { STAGES } from '../core/stage-probe.js';
import type { Percentiles } from '../runtime/latency/distribution.js';
import { markup, trusted, type Markup } from '../training/report/markup.js';
import { STYLE } from '../training/report/style.js';
import { carried, describeBudget, describeMachine, describeRun, shownTimes, type Measured } from './latency-table.js';

/** Of a picture, in units of its own. */
const WIDTH = 1040;
const HEIGHT = 260;
const LEFT = 56;
const BOTTOM = 36;
/** on an axis of fewer, 2 and 5 have a line too */
const FEW_DECADES = 2;
const COLOURS = { processing: '#0072b2', due: '#e69f00', late: '#b23a00' } as const;

/** The measurement as one HTML file that needs nothing else. */
export function latencyPage(measured: Measured): string {
  const { processing, due, wake, stages, learning, floor, worst, slowest, budget } = measured;
  const rows: [string, Percentiles][] = [
    ['processing: frame in our hands → prediction out', processing],
    ['from due time, wake-up included', due],
    ['woken late', wake],
    ...STAGES.map((stage): [string, Percentiles] => [`stage ${stage}`, stages[stage]]),
    ['learning, once the prediction is out', learning],
    ...(floor
      ? ([
          ['C floor: processing', floor.processing],
          ['C floor: from due time', floor.due],
        ] as [string, Percentiles][])
      : []),
  ];
  const page = markup`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Latency</title><style>${trusted(STYLE)}</style></head><body><main>
<p class="eyebrow">Steercast</p><h1>Latency</h1><p>${describeRun(measured)}</p>${budget.bounds.length > 0 ? markup`<p${budget.broken.length > 0 ? BAD : undefined}><b>${describeBudget(budget)}</b></p>` : ''}
<dl class="facts">${fact('processing, median', processing.p50.toFixed(2))}${fact('processing, 99.9 %', carried(processing, 'p999', 2))}${fact('from due time, 99.9 %', carried(due, 'p999', 2))}${fact('longest from due time', due.max.toFixed(2))}</dl>
<h2>How long a prediction takes</h2>
<p class="legend"><span><i class="key thick" style="background:${COLOURS.processing}"></i>processing</span><span><i class="key thick" style="background:${COLOURS.due}"></i>from due time</span></p>
${histogram(measured)}
<p class="note">Each frame has a time at which it is due, fixed beforehand. “Woken late”: from then until it was in our hands; “processing”: from there to the prediction, sent, of which the stages are parts; “from due time”: both. “C floor”: the article’s arithmetic in a C program that the kernel wakes at the same rate, which is what this machine gives at the best. – : too few steps for that percentile.</p>
<div class="scroll"><table><thead><tr><th>ms</th><th>count</th><th>50 %</th><th>90 %</th><th>99 %</th><th>99.9 %</th><th>99.99 %</th><th>longest</th></tr></thead><tbody>${rows.map(tableRow)}</tbody></table></div>
<h2>When it was late, and why</h2>
<p class="note">The longest time from due of each second; the worst ten are marked.</p>
${timeline(measured)}
${stepTable(worst)}
<h2>When a prediction took long</h2>
<p class="note">The longest in processing, whenever they were due.</p>
${stepTable(slowest)}
<h2>The process and the machine</h2>${describeMachine(measured).map((line) => markup`<p>${line}</p>`)}
</main></body></html>`;
  return `${page.html}\n`;
}

const BAD = { html: ' class="bad"' };

const stepTable = (steps: Measured['worst']) =>
  markup`<div class="scroll"><table><thead><tr><th>at (s)</th><th>from due (ms)</th><th>woken late</th><th>processing</th><th class="words">cause</th></tr></thead><tbody>${steps.map(({ at, due, wake, processing, cause }) => markup`<tr><th>${(at / 1000).toFixed(2)}</th>${[due, wake, processing].map((ms) => markup`<td>${ms.toFixed(3)}</td>`)}<td class="words">${cause}</td></tr>`)}</tbody></table></div>`;

const fact = (name: string, ms: string) => markup`<div><dt>${name}</dt><dd>${ms === '–' ? ms : `${ms} ms`}</dd></div>`;

const tableRow = ([name, percentiles]: [string, Percentiles]) =>
  markup`<tr><th>${name}</th><td>${percentiles.count}</td>${shownTimes(percentiles).map((ms) => markup`<td>${ms}</td>`)}</tr>`;

/** Both axes logarithmic: what is rare is what is looked for. */
function histogram({ bars }: Measured): Markup {
  const all = [...bars.processing, ...bars.due];
  const shown = bars.processing.map((count, bar) => count + bars.due[bar]!);
  const first = Math.max(0, shown.findIndex((count) => count > 0) - 1);
  const last = Math.max(first + 6, shown.findLastIndex((count) => count > 0) + 2);
  const x = logAxis(barBegin(first), barBegin(last), LEFT, WIDTH - 10);
  const y = logAxis(0.8, Math.max(...all, 10), HEIGHT - BOTTOM, 8);
  const steps = (counts: readonly number[], colour: string) => {
    const marks = counts.map((count, bar) => {
      if (count === 0) return markup``;
      const [left, right, top] = [x.place(barBegin(bar)), x.place(barBegin(bar + 1)), y.place(count)];
      return markup`<rect x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${(right - left - 1).toFixed(1)}" height="${(HEIGHT - BOTTOM - top).toFixed(1)}" fill="${colour}" fill-opacity="0.55"/>`;
    });
    return markup`${marks}`;
  };
  return picture(
    markup`${grid(x, y, { x: 'ms', y: 'steps' })}${steps(bars.due, COLOURS.due)}${steps(bars.processing, COLOURS.processing)}`,
    'Histogram of processing and of the time from due',
  );
}

function timeline({ timeline: seconds, worst }: Measured): Markup {
  const shown = seconds.filter((ms) => ms > 0);
  const y = logAxis(Math.min(...shown, 1) / 1.3, Math.max(...shown, 1) * 1.3, HEIGHT - BOTTOM, 8);
  const place = (second: number) => LEFT + ((WIDTH - 10 - LEFT) * second) / Math.max(1, seconds.length);
  const step = roundStep(seconds.length);
  const ticks = Array.from({ length: Math.floor(seconds.length / step) + 1 }, (_, k) => k * step);
  const x = { place, ticks: ticks.map((value) => ({ value, text: String(value) })) };
  const bars = seconds.map((ms, second) =>
    ms > 0
      ? markup`<rect x="${place(second).toFixed(1)}" y="${y.place(ms).toFixed(1)}" width="${Math.max(1, place(1) - place(0) - 1).toFixed(1)}" height="${(HEIGHT - BOTTOM - y.place(ms)).toFixed(1)}" fill="${COLOURS.due}" fill-opacity="0.55"/>`
      : markup``,
  );
  const marks = worst.map(
    ({ at, due, cause }) =>
      markup`<circle cx="${place(at / 1000).toFixed(1)}" cy="${y.place(due).toFixed(1)}" r="4" fill="${COLOURS.late}"><title>${`${due.toFixed(3)} ms at ${(at / 1000).toFixed(2)} s: ${cause}`}</title></circle>`,
  );
  return picture(markup`${grid(x, y, { x: 's', y: 'ms' })}${bars}${marks}`, 'Longest time from due in each second');
}

/** 1, 2 or 5 times a power of ten: no more than ten of them are as long as that. */
function roundStep(length: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(length / 10)));
  return [1, 2, 5, 10].map((times) => times * power).find((step) => 10 * step >= length)!;
}

type Axis = { place: (value: number) => number; ticks: { value: number; text: string }[] };

function logAxis(min: number, max: number, from: number, to: number): Axis {
  const span = Math.log10(max / min);
  const place = (value: number) => from + ((to - from) * Math.log10(Math.max(value, min) / min)) / span;
  const times = span < FEW_DECADES ? [1, 2, 5] : [1];
  const ticks = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max) + 1e-9; power++) {
    for (const one of times) {
      const text = `${one}e${power}`;
      const value = Number(text);
      if (value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9)) ticks.push({ value, text: String(value) });
    }
  }
  return { place, ticks };
}

function grid(x: Axis, y: Axis, units: { x: string; y: string }): Markup {
  const bottom = HEIGHT - BOTTOM;
  const down = x.ticks.map(
    ({ value, text }) =>
      markup`<line x1="${x.place(value).toFixed(1)}" x2="${x.place(value).toFixed(1)}" y1="8" y2="${bottom}" stroke="#d9dde2"/><text x="${x.place(value).toFixed(1)}" y="${bottom + 16}" text-anchor="middle">${text}</text>`,
  );
  const across = y.ticks.map(
    ({ value, text }) =>
      markup`<line x1="${LEFT}" x2="${WIDTH - 10}" y1="${y.place(value).toFixed(1)}" y2="${y.place(value).toFixed(1)}" stroke="#d9dde2"/><text x="${LEFT - 8}" y="${(y.place(value) + 4).toFixed(1)}" text-anchor="end">${text}</text>`,
  );
  return markup`${down}${across}<text x="${WIDTH - 10}" y="${bottom + 32}" text-anchor="end">${units.x}</text><text x="${LEFT - 8}" y="${bottom + 32}" text-anchor="end">${units.y}</text>`;
}

const picture = (content: Markup, label: string): Markup =>
  markup`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}" style="width:100%;font:12px system-ui,sans-serif;fill:#5b6470">${content}</svg>`;
