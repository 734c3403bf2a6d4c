import type { ModelCard } from '../../core/model-card.js';
import type { Contest, Verdict } from '../judge-challenger.js';
import { count, degrees, plural, signedPercent } from './format.js';
import { markup, type Markup } from './markup.js';
import { page } from './page.js';

export type ChallengeInput = {
  verdict: Verdict;
  /** what became of it, in words */
  outcome: string;
  champion: Side;
  /** absent where none was made, as its recipe had lost before */
  challenger?: Side | undefined;
  /** so many models of the challenger's recipe have judged, each by drives that it had not learnt from */
  folds?: number | undefined;
  /** names of the drives */
  learnt: readonly string[];
  judged: readonly string[];
};
type Side = Pick<ModelCard, 'onnxSha256' | 'createdAt' | 'training'>;

/** Champion and challenger on the same held-out drives, as one HTML file that needs nothing else. */
export function renderChallenge(input: ChallengeInput): string {
  const { verdict, outcome, champion, challenger, folds, learnt, judged } = input;
  const { all, slices, rest, against } = verdict;
  return page({
    title: 'Champion and challenger',
    header: markup`<header><p class="eyebrow">Steercast retraining</p><h1>${outcome}</h1></header>`,
    body: markup`<dl class="facts">
<div><dt>challenger</dt><dd>${degrees(all.challenger)}°<small>MAE over ${count(all.windows)} windows held out</small></dd></div>
<div><dt>champion</dt><dd>${degrees(all.champion)}°<small>the same windows</small></dd></div>
<div><dt>difference</dt><dd>${signedPercent(all.challenger / all.champion - 1)}<small>below zero: the challenger is better</small></dd></div></dl>
${against.length > 0 ? markup`<ul class="caveats">${against.map((one) => markup`<li class="warning">${one}</li>`)}</ul>` : undefined}
<section><h2>Kinds of driving</h2>
<p>Speed × curvature at the window’s newest sample, kinds with at least 200 windows. A challenger that is more than 5 % worse in one of them is not promoted. Of the other kinds there is too little to judge by, together or alone.</p>
${table(all, rest ? [...slices, rest] : slices)}</section>
<section><h2>Provenance</h2><dl class="provenance">
${side('champion', champion)}${challenger && side('challenger', challenger)}
<dt>drives learnt from</dt><dd>${learnt.length}: ${learnt.join(', ')}</dd>
<dt>drives judged by</dt><dd>${judged.length}: ${judged.join(', ')}</dd></dl>
<p class="note">${folds === undefined ? ONE_SPLIT : byFolds(folds)} Advisory only: no prediction may command steering.</p></section>`,
  });
}

const ONE_SPLIT = 'A drive is on one side for good, by its content: no model was trained on what it is judged by.';
const byFolds = (folds: number) =>
  `The challenger's figures are of ${folds} models of its recipe, each judged by drives that it was not trained on; the challenger itself was trained on all of them. The champion is judged by drives that it was not trained on.`;

function table(all: Contest, slices: readonly Contest[]): Markup {
  const row = ({ name, windows, champion, challenger }: Contest) => {
    const cells = [champion, challenger].map(
      (mae, m) => markup`<td${mae <= [challenger, champion][m]! ? BEST : undefined}>${degrees(mae)}</td>`,
    );
    const change = signedPercent(challenger / champion - 1);
    return markup`<tr><th scope="row">${name}</th><td>${count(windows)}</td>${cells}<td>${change}</td></tr>`;
  };
  return markup`<div class="scroll"><table><thead><tr><th>MAE (deg)</th><th>windows</th><th>champion</th><th>challenger</th><th>difference</th></tr></thead>
<tbody>${slices.map(row)}</tbody><tfoot>${row(all)}</tfoot></table></div>`;
}
const BEST: Markup = { html: ' class="best"' };

const side = (name: string, { onnxSha256, createdAt, training }: Side) =>
  markup`<dt>${name}</dt><dd>model.onnx sha256 ${onnxSha256}, made ${createdAt}, seed ${training.seed}, trained on ${plural(training.drives.train.length, 'drive')}</dd>`;
