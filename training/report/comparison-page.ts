import { whyNotLeftOut, type ComparedModel, type Comparison, type Held } from '../figures/comparison.js';
import { BASELINES } from '../metrics.js';
import { comfortTable } from './comfort-table.js';
import { rankingTable, vehicleTable, worstDrives } from './comparison-tables.js';
import { conditionTable } from './condition-table.js';
import { count, degrees, fixed, plural, signedPercent } from './format.js';
import { markup, type Markup } from './markup.js';
import { page, section } from './page.js';
import { legend, line, plot } from './plot.js';
import { COLOURS } from './predictors.js';
import { roundScale, type Scale } from './scale.js';

const HEIGHT = 260;
/** Of the Okabe–Ito palette, those that no baseline has; the best model has the first. */
const MODEL_COLOURS = ['#0072b2', '#56b4e9', '#d55e00', '#000000'];
const OWN_STYLE = `
#ranking th, #ranking td { padding-left: 7px; padding-right: 7px; } #ranking th:first-child { padding-left: 0; }
#ranking td.wide { width: 26%; min-width: 110px; vertical-align: middle; } #ranking th:first-child { white-space: nowrap; } #ranking small { display: block; }
.curve { fill: none; stroke-width: 2; }`;

/** A comparison of models as one HTML file that needs nothing else. */
export function renderComparison(comparison: Comparison): string {
  const { models, vehicles, neverLeftOut, folds } = comparison;
  const whyNot = neverLeftOut.length > 0 ? ` ${neverLeftOut.map(whyNotLeftOut).join('; ')}.` : undefined;
  const best = models[0]!;
  const drives = vehicles.reduce((sum, one) => sum + one.drives, 0);
  const title = `${plural(models.length, 'model')} on ${plural(drives, 'drive')} of ${plural(vehicles.length, 'vehicle')}`;
  const others = best.byVehicle;
  const held = models.map(heldOf(others ? 'byVehicle' : 'byDrive'));
  const comforts = [
    { name: 'the driver', comfort: held[0]!.figures.comfort.driven },
    ...models.map(({ model }, m) => ({ name: model, comfort: held[m]!.figures.comfort.predicted })),
  ];
  return page({
    title,
    header: markup`<header><p class="eyebrow">Steercast comparison · preview ${comparison.preview}</p><h1>${title}</h1></header>`,
    body: markup`${headline(best, comparison)}
${others && section('Vehicles never seen', markup`<p>Each vehicle (a folder of drives) is predicted by models that were trained on the other vehicles alone. This is what a car that nobody has logged yet can expect.${whyNot}</p>${rankingTable(models, heldOf('byVehicle'), colourOf)}${vehicleTable(models)}`)}
${section('Drives never seen', markup`<p>Every drive is predicted by models that were trained on drives of the other ${folds - 1} of ${folds} folds; each fold has drives of every vehicle that has so many.${alone(comparison)}${others ? undefined : whyNot}</p>${rankingTable(models, heldOf('byDrive'), colourOf)}`)}
${section('Every step', perStep(models, others ? 'byVehicle' : 'byDrive'))}
${section(`Where ${best.model} errs`, conditionTable((others ?? best.byDrive).figures.conditions))}
${section('How it would feel', comfortTable(comforts))}
${section('The worst drives', worstDrives(models, heldOf(others ? 'byVehicle' : 'byDrive')))}
${section('How this was made', provenance(comparison))}`,
    behind: OWN_STYLE,
  });
}

/** Of one drive the others know nothing: whatever the fold, its vehicle was never seen. */
function alone({ vehicles }: Comparison): string {
  const names = vehicles.filter(({ drives }) => drives === 1).map(({ vehicle }) => vehicle);
  const has =
    names.length === 1
      ? 'has one drive, so that here too it is a vehicle'
      : 'have one drive each, so that here too they are vehicles';
  return names.length > 0 && vehicles.length > 1 ? ` ${names.join(', ')} ${has} never seen.` : '';
}

type Kind = 'byDrive' | 'byVehicle';
const heldOf =
  (kind: Kind) =>
  (model: ComparedModel): Held =>
    model[kind]!; // where one model has it, all have
const colourOf = (m: number) => MODEL_COLOURS[Math.min(m, MODEL_COLOURS.length - 1)]!;

function headline(best: ComparedModel, { leaking, models }: Comparison): Markup {
  const { all, figures } = best.byVehicle ?? best.byDrive;
  const between = figures.maeBounds
    ? `95 % over drives: ${figures.maeBounds.map(degrees).join(' … ')}`
    : 'too few drives for bounds';
  const rival = BASELINES.reduce((a, b) => (all.baselines[b].mae < all.baselines[a].mae ? b : a));
  const facts: [value: string, name: string, note: string][] = [
    [`${degrees(all.model.mae)}°`, `MAE of ${best.model}, the best model`, between],
    [signedPercent(figures.skill[rival].value), 'skill', `1 − MAE / MAE of ${rival}, the best baseline`],
    [fixed(figures.worst.ratio, 2), 'worst drive', `of the better of persistence and linear: ${figures.worst.drive}`],
    [count(all.windows), 'windows', best.byVehicle ? 'of vehicles never seen' : 'of drives never seen'],
  ];
  if (all.coverage !== null)
    facts.push([`${fixed(100 * all.coverage, 1)} %`, 'coverage', 'truths inside the 80 % interval']);
  const article = models.find(({ model }) => model === leaking?.model)?.byDrive.all.model;
  const leak =
    leaking &&
    article &&
    markup`<ul class="caveats"><li class="warning">For contrast, the article’s own evaluation of its network (${leaking.model}): windows drawn at random, nine tenths of each seen in training. It gives <b>${degrees(leaking.mae)}° and R² ${fixed(leaking.r2, 4)}</b>; on whole drives held out the same network has ${degrees(article.mae)}° and R² ${fixed(article.r2, 4)}. ${leaking.mae < article.mae ? 'The difference leaks from the training into the test.' : 'A network that has learnt as little as this one shows no leak.'} No figure above was made that way.</li></ul>`;
  return markup`<dl class="facts">${facts.map(([value, name, note]) => markup`<div><dt>${name}</dt><dd>${value}<small>${note}</small></dd></div>`)}</dl>${leak}`;
}

function perStep(models: readonly ComparedModel[], kind: Kind): Markup {
  const held = models.map(heldOf(kind));
  const { all } = held[0]!;
  const curves = [
    ...models.map(({ model }, m) => ({ name: model, mae: held[m]!.all.model.maePerStep, colour: colourOf(m) })),
    ...BASELINES.map((name) => ({ name, mae: all.baselines[name].maePerStep, colour: COLOURS[name] })),
  ];
  const at = all.model.maePerStep.map((_, k) => k + 1);
  const x: Scale = {
    place: (k) => (k - 0.5) / at.length,
    ticks: at.map((k) => ({ value: k, text: `step ${k}` })),
  };
  const y = roundScale([0, Math.max(...curves.flatMap(({ mae }) => mae))], 6);
  const marks = curves.map(({ mae, colour }) => {
    const curve = line({ x, y, height: HEIGHT, at, values: mae, className: 'curve' });
    return { html: curve.html.replace('class="curve"', `class="curve" stroke="${colour}"`) };
  });
  const keys = legend(curves.map(({ name, colour }) => ({ text: name, colour })));
  return markup`${keys}${plot({ name: 'Mean absolute error of each step', height: HEIGHT, x, y, xLabel: 'predicted step', yLabel: 'MAE (deg)', marks })}`;
}

function provenance({ vehicles, neverLeftOut, folds, seed, dt, preview, models }: Comparison): Markup {
  const isLeftOut = ({ vehicle }: { vehicle: string }) => neverLeftOut.every((one) => one.vehicle !== vehicle);
  const left = vehicles.length > 1 ? vehicles.filter(isLeftOut) : [];
  const names = left.map(({ vehicle }) => vehicle).join(', ');
  const leftOut = left.length > 0 ? `, and each vehicle left out (${names})` : '';
  const rows: [string, string][] = [
    ['vehicles', `${vehicles.map(({ vehicle, drives }) => `${vehicle}: ${plural(drives, 'drive')}`).join(', ')}; told apart by the folder of their files`],
    ['folds', `${folds} by drive${leftOut}; within each training whole drives are held out to choose the epoch`],
    ['models', models.map(({ model, engine }) => `${model} (${engine})`).join(', ')],
    ['seed, step', `${seed}, ${fixed(dt, 3)} s`],
    ['preview', preview === 'recorded' ? 'recorded: the curvature that was driven afterwards, an oracle that no car has' : preview],
    ['scored', 'what the pipeline gives out, weighing and states included, at every window whose truth was recorded'],
    ['bounds', '95 %, percentile bootstrap over whole drives (Efron & Tibshirani 1993), 2000 resamples'],
    ['bicycle', 'steady-state single-track model, fitted on each fold’s training drives'],
    ['signs', 'left positive; angles are of the steering wheel, in degrees'],
  ]; // prettier-ignore
  return markup`<dl class="provenance">${rows.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<p class="note">Advisory only: not a safety function, and no prediction may command steering.</p>`;
}
