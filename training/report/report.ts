import type { Figures } from '../figures/figures.js';
import { errorByCondition } from './bin-plots.js';
import { comfortTable } from './comfort-table.js';
import { conditionTable } from './condition-table.js';
import { plural } from './format.js';
import { headline } from './headline.js';
import type { ReportInput } from './input.js';
import { lossCurve } from './losses.js';
import { markup, type Markup } from './markup.js';
import { page, section } from './page.js';
import { detail, everyStep, firstStep, meanAngle } from './pictures.js';
import { provenance } from './provenance.js';
import { errorPerStep } from './steps.js';
import { driveTable } from './tables.js';
import { timeline } from './timeline.js';
import { readUplot, type Uplot } from './uplot.js';

/** An evaluation as one HTML file that needs nothing else: no network, no font, no script from outside. */
export function renderReport(input: ReportInput, uplot: Uplot | null = readUplot()): string {
  const { title, model, preview } = input;
  const body = input.evaluation.all.windows > 0 ? figures(input, uplot) : nothingScored(input);
  const named = model.name === model.architecture ? model.name : `${model.name} · ${model.architecture}`;
  return page({
    title,
    header: markup`<header><p class="eyebrow">Steercast evaluation · ${named} · preview ${preview}</p>
<h1>${title}</h1></header>`,
    body: markup`${body}
${section('Provenance', provenance(input))}`,
    before: uplot?.style,
    scripts: 'alone',
  });
}

function figures(input: ReportInput, uplot: Uplot | null): Markup {
  const losses = lossCurve(input);
  return markup`${headline(input)}
${section('Actual against predicted', markup`${everyStep(input)}${meanAngle(input)}${firstStep(input)}${detail(input)}${errorPerStep(input)}`)}
${section('Timeline', timeline(input, uplot))}
${section('Where the errors are', markup`${errorByCondition(input)}${input.figures && conditionTable(input.figures.conditions)}`)}
${input.figures && section('How it would feel', comfortTable(comforts(input.figures)))}
${section('Every drive', driveTable(input))}
${losses && section('Training', losses)}`;
}

const comforts = ({ comfort: { predicted, driven } }: Figures) => [
  { name: 'the driver', comfort: driven },
  { name: 'the model', comfort: predicted },
];

function nothingScored(input: ReportInput): Markup {
  return markup`<p>No window of ${plural(input.evaluation.drives.length, 'drive')} could be scored, so this page holds no figures. A window needs consecutive valid samples and a known road ahead; the states below say what was missing.</p>
${section('Every drive', driveTable(input))}`;
}
