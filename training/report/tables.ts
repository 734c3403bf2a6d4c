import { bestBaseline, PREDICTORS, scoresOf, skill } from './predictors.js';
import { count, degrees, plural, signedPercent } from './format.js';
import type { ReportedDrive, ReportInput } from './input.js';
import { markup, type Markup } from './markup.js';
import type { DriveScores } from '../metrics.js';
import { roleOf } from './split.js';

/** One cell for each predictor's MAE; the lowest is marked. */
export function maeCells(maes: readonly number[]): Markup[] {
  const lowest = Math.min(...maes.filter(Number.isFinite));
  return maes.map((mae) => markup`<td${mae === lowest ? BEST : undefined}>${degrees(mae)}</td>`);
}
const BEST: Markup = { html: ' class="best"' };

/** Every drive with the MAE of every predictor; a drive that the model loses says so. */
export function driveTable({ evaluation, drives, model }: ReportInput): Markup {
  const rows = evaluation.drives.map((scores, d) => {
    const drive = drives[d]!;
    const note = [roleOf(drive, model), stateCounts(drive), reasonCounts(drive)].filter(Boolean).join(' · ');
    return row(scores, markup`${scores.drive}<small>${note}</small>`);
  });
  return markup`<p>${verdict(evaluation.drives)}</p>
<div class="scroll"><table id="drives"><thead><tr><th>Drive</th><th>windows</th>${PREDICTORS.map((predictor) => markup`<th>${predictor}</th>`)}<th>skill <small>1 − MAE / best baseline</small></th></tr></thead>
<tbody>${rows}</tbody><tfoot>${row(evaluation.all, markup`All windows`)}</tfoot></table></div>
<p class="note">MAE in degrees over all steps of a window; the lowest of a row is marked. States count every step of the drive: INIT and INVALID carry no angles and are not scored.</p>`;
}

function row(scores: DriveScores, name: Markup): Markup {
  const maes = PREDICTORS.map((predictor) => scoresOf(scores, predictor).mae);
  const scored = scores.windows > 0;
  const cells = scored ? maeCells(maes) : maes.map(() => markup`<td>–</td>`);
  return markup`<tr><th scope="row">${name}</th><td>${count(scores.windows)}</td>${cells}<td>${scored ? comparison(scores) : 'nothing scored'}</td></tr>`;
}

function comparison(scores: DriveScores): Markup {
  const share = skill(scores);
  if (share < 0) return markup`<b class="bad">loses to ${bestBaseline(scores)}, ${signedPercent(share)}</b>`;
  return markup`${signedPercent(share)}`;
}

function verdict(drives: readonly DriveScores[]): string {
  const scored = drives.filter(({ windows }) => windows > 0);
  if (scored.length === 0) return 'No drive has a window to compare.';
  const lost = scored.filter((scores) => skill(scores) < 0);
  if (lost.length === 0) return `On none of ${plural(scored.length, 'drive')} does a baseline beat the model.`;
  const losses = lost.map((scores) => {
    const best = bestBaseline(scores);
    return `${scores.drive} (${best} ${degrees(scores.baselines[best].mae)}°, model ${degrees(scores.model.mae)}°)`;
  });
  return `A baseline beats the model on ${lost.length} of ${plural(scored.length, 'drive')}: ${losses.join('; ')}.`;
}

function stateCounts({ states }: ReportedDrive): string {
  return Object.entries(states)
    .filter(([, steps]) => steps > 0)
    .map(([state, steps]) => `${count(steps)} ${state}`)
    .join(', ');
}

function reasonCounts({ reasons }: ReportedDrive): string {
  return [...reasons].map(([reason, steps]) => `${reason} ${count(steps)}`).join(', ');
}
