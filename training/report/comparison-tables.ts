import type { ComparedModel, Held } from '../figures/comparison.js';
import type { Bounds } from '../figures/bootstrap.js';
import { ratioOf } from '../figures/figures.js';
import { BASELINES } from '../metrics.js';
import { count, degrees, fixed, signedPercent } from './format.js';
import { markup, type Markup } from './markup.js';
import { COLOURS } from './predictors.js';
import { maeCells } from './tables.js';

type HeldOf = (model: ComparedModel) => Held;
/** Drives that the page names. */
const WORST_DRIVES = 12;

/** Times the worst baseline at which a bar is cut. */
const FARTHEST = 1.5;

type Row = { name: string; mae: number; colour: string; bounds: Bounds | null; cells: Markup[] };

/** Models and baselines in one ranking, bars to scale with the bounds of 95 %. */
export function rankingTable(models: readonly ComparedModel[], of: HeldOf, colourOf: (m: number) => string): Markup {
  const dash = markup`<td>–</td>`;
  const rows: Row[] = models.map((model, m) => {
    const { all, figures } = of(model);
    const { skill, worst, firstValid } = figures;
    const cells = [
      ...BASELINES.map(
        (name) => markup`<td>${signedPercent(skill[name].value)}<small>${boundsText(skill[name].bounds)}</small></td>`,
      ),
      markup`<td>${worst.ratio > 1 ? markup`<b class="bad">${fixed(worst.ratio, 2)}</b>` : fixed(worst.ratio, 2)}</td>`,
      markup`<td>${all.coverage === null ? '–' : `${fixed(100 * all.coverage, 1)} %`}</td>`,
      markup`<td>${firstValid.median === null ? '–' : `${fixed(firstValid.median, 1)} s`}<small>${firstValid.worst === null ? 'at worst never' : `at worst ${fixed(firstValid.worst, 1)} s`}</small></td>`,
    ];
    return { name: model.model, mae: all.model.mae, colour: colourOf(m), bounds: figures.maeBounds, cells };
  });
  const { all } = of(models[0]!);
  for (const name of BASELINES) {
    rows.push({
      name,
      mae: all.baselines[name].mae,
      colour: COLOURS[name],
      bounds: null,
      cells: Array(6).fill(dash) as Markup[],
    });
  }
  rows.sort((a, b) => a.mae - b.mae);
  const farthest = Math.max(...rows.flatMap(({ mae, bounds }) => [mae, bounds?.[1] ?? 0]));
  const extent = Math.min(farthest, FARTHEST * Math.max(...BASELINES.map((name) => all.baselines[name].mae)));
  const body = rows.map(
    ({ name, mae, colour, bounds, cells }, r) =>
      markup`<tr><th scope="row">${r + 1}. ${name}</th><td class="wide">${bar({ mae, bounds, extent, colour })}</td><td>${degrees(mae)}<small>${bounds ? bounds.map(degrees).join(' … ') : undefined}</small></td>${cells}</tr>`,
  );
  return markup`<div class="scroll"><table id="ranking"><thead><tr><th>Predictor</th><th class="wide"></th><th>MAE (deg)<br><small>95 %</small></th>${BASELINES.map((name) => markup`<th>skill over<br>${name}</th>`)}<th>worst<br>drive</th><th>coverage</th><th>first<br>VALID</th></tr></thead><tbody>${body}</tbody></table></div>
<p class="note">Skill: 1 − MAE / MAE of the baseline. Worst drive: MAE over the better of persistence and linear extrapolation; above 1 the model loses there. Coverage of the 80 % intervals. First VALID: after the first valid sample, the median of the drives and the slowest.</p>`;
}

function bar({ mae, bounds, extent, colour }: Pick<Row, 'mae' | 'bounds' | 'colour'> & { extent: number }): Markup {
  const at = (value: number) => `${Math.min(100, (100 * value) / extent).toFixed(2)}%`;
  const whisker =
    bounds &&
    markup`<line x1="${at(bounds[0])}" x2="${at(bounds[1])}" y1="9" y2="9" stroke="#1b2026" stroke-width="1.5"/>${bounds.map((end) => markup`<line x1="${at(end)}" x2="${at(end)}" y1="4" y2="14" stroke="#1b2026" stroke-width="1.5"/>`)}`;
  return markup`<svg width="100%" height="18" aria-hidden="true" overflow="visible"><rect y="2" width="${at(mae)}" height="14" fill="${colour}"/>${whisker ?? undefined}</svg>`;
}

const boundsText = (bounds: Bounds | null) =>
  bounds ? bounds.map(signedPercent).join(' … ').replace(' % …', ' …') : '';

/** Each vehicle by models that never saw it. */
export function vehicleTable(models: readonly ComparedModel[]): Markup {
  const vehicles = models[0]!.byVehicle!.vehicles;
  const rows = vehicles.map(({ vehicle, windows, baselines }, v) => {
    const maes = [
      ...models.map(({ byVehicle }) => byVehicle!.vehicles[v]!.model.mae),
      ...BASELINES.map((name) => baselines[name].mae),
    ];
    const { coverage } = vehicles[v]!;
    return markup`<tr><th scope="row">${vehicle}<small>${count(windows)} windows</small></th>${maeCells(maes)}<td>${fixed(ratioOf(vehicles[v]!), 2)}</td><td>${coverage === null ? '–' : `${fixed(100 * coverage, 1)} %`}</td></tr>`;
  });
  return markup`<h3>Vehicle by vehicle</h3><div class="scroll"><table><thead><tr><th>left out</th>${[...models.map(({ model }) => model), ...BASELINES].map((name) => markup`<th>${name}</th>`)}<th>ratio of<br>${models[0]!.model}</th><th>its<br>coverage</th></tr></thead><tbody>${rows}</tbody></table></div>
<p class="note">MAE in degrees, the lowest of a row marked. Ratio: MAE over the better of persistence and linear extrapolation.</p>`;
}

/** Where the best model is worst. */
export function worstDrives(models: readonly ComparedModel[], of: HeldOf): Markup {
  const { drives } = of(models[0]!);
  const worst = [...drives.keys()].sort((a, b) => ratioOf(drives[b]!) - ratioOf(drives[a]!)).slice(0, WORST_DRIVES);
  const rows = worst.map((d) => {
    const { drive, windows, baselines } = drives[d]!;
    const maes = [
      ...models.map((model) => of(model).drives[d]!.model.mae),
      ...BASELINES.map((name) => baselines[name].mae),
    ];
    return markup`<tr><th scope="row">${drive}<small>${count(windows)} windows</small></th>${maeCells(maes)}<td>${fixed(ratioOf(drives[d]!), 2)}</td></tr>`;
  });
  return markup`<div class="scroll"><table><thead><tr><th>Drive</th>${[...models.map(({ model }) => model), ...BASELINES].map((name) => markup`<th>${name}</th>`)}<th>ratio of<br>${models[0]!.model}</th></tr></thead><tbody>${rows}</tbody></table></div>
<p class="note">The ${worst.length} drives with the largest ratio of ${models[0]!.model}’s MAE to the better of persistence and linear extrapolation, of ${count(drives.length)}; the lowest MAE of a row is marked.</p>`;
}
