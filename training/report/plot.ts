/**
 * Plain SVG plots that stretch with the page. A plot's coordinates are its own frame: x in percent, y in pixels; labels
 * hang outside it (the style gives the room), so letters and lines keep their size at any width.
 */
import { markup, trusted, type Markup } from './markup.js';
import { extremeRows, type Signal } from './decimate.js';
import type { Scale } from './scale.js';

/** As many columns as a wide page has pixels in two: no peak is lost, no byte is spent below what a screen shows. */
const COLUMNS = 540;

type Plot = {
  /** what a reader who can't see it is told */
  name: string;
  /** px */
  height: number;
  x: Scale;
  y: Scale;
  /** left out where the next plot below carries the same axis */
  xLabel?: string;
  yLabel: string;
  /** a second line of the label: the sign */
  yNote?: string;
  marks: Markup | Markup[];
  /** stands above the frame */
  above?: Markup[];
};

/** A share of a plot's width, as a length. */
export const percent = (share: number) => `${(100 * share).toFixed(3)}%`;

/** Axes, grid and labels around the marks. */
export function plot({ name, height, x, y, xLabel, yLabel, yNote = '', marks, above = [] }: Plot): Markup {
  const rows = y.ticks.map(({ value, text }) => {
    const at = yAt(y, value, height);
    return markup`<line class="grid" x2="100%" y1="${at}" y2="${at}"/><text class="ytick" x="-8" y="${at}" dy=".32em">${text}</text>`;
  });
  const columns = x.ticks.map(({ value, text }) => {
    const at = xAt(x, value);
    const tick = markup`<line class="grid" x1="${at}" x2="${at}" y2="${height}"/>`;
    return xLabel ? markup`${tick}<text class="xtick" x="${at}" y="${height + 16}">${text}</text>` : tick;
  });
  return markup`<div class="plot${xLabel ? ' labelled' : ''}${above.length > 0 ? ' headed' : ''}"><svg role="img" aria-label="${name}" height="${height}">
${above}${rows}${columns}${marks}<rect class="frame" width="100%" height="${height}"/>
<g transform="translate(-${yNote ? 58 : 48} ${height / 2}) rotate(-90)"><text class="ylabel">${yLabel}</text><text class="ylabel" y="14">${yNote}</text></g>
${xLabel ? markup`<text class="xlabel" x="50%" y="${height + 34}">${xLabel}</text>` : undefined}</svg></div>`;
}

export const xAt = (scale: Scale, value: number): string => `${(100 * scale.place(value)).toFixed(3)}%`;
export const yAt = (scale: Scale, value: number, height: number): number =>
  Number(((1 - scale.place(value)) * height).toFixed(2));

type Line = { x: Scale; y: Scale; height: number; at: readonly number[]; values: Signal; className: string };

/** A line through the values, broken where they are unknown. */
export function line({ x, y, height, at, values, className }: Line): Markup {
  let path = '';
  let drawing = false;
  for (const row of extremeRows([values], COLUMNS)) {
    const value = values[row] ?? null;
    if (value !== null) {
      const point = `${(1000 * x.place(at[row]!)).toFixed(1)} ${((1 - y.place(value)) * height).toFixed(1)}`;
      path += drawing ? `L${point}` : `M${point}h0`; // h0: a lone point shows as a dot
    }
    drawing = value !== null;
  }
  return markup`<svg viewBox="0 0 1000 ${height}" preserveAspectRatio="none" width="100%" height="${height}"><path class="${className}" d="${trusted(path)}"/></svg>`;
}

/** The keys of a plot, as a line of text. */
export function legend(keys: readonly { text: string; colour: string; className?: string }[]): Markup {
  const items = keys.map(
    ({ text, colour, className = 'key' }) =>
      markup`<span><i class="${className}" style="background:${colour}"></i>${text}</span>`,
  );
  return markup`<p class="legend">${items}</p>`;
}
