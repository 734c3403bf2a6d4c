import { count, fixed } from './format.js';
import type { ReportInput } from './input.js';
import { markup, type Markup } from './markup.js';
import { figure } from './pictures.js';
import { legend, line, plot, xAt } from './plot.js';
import { COLOURS } from './predictors.js';
import { exactScale, logScale, rangeOf } from './scale.js';

const HEIGHT = 220;

/** How the training went; undefined where no losses are known. */
export function lossCurve({ losses, model }: ReportInput): Markup | undefined {
  if (!losses || losses.train.length === 0) return undefined;
  const train = losses.train.map(positive);
  const validation = losses.validation.map(positive);
  const judged = validation.length > 0 ? validation : train;
  const best = model.bestEpoch;
  const x = exactScale([1, Math.max(2, train.length)], 8);
  const y = logScale(rangeOf(train, validation));
  const curve = (values: (number | null)[], className: string) =>
    line({ x, y, height: HEIGHT, at: values.map((_, epoch) => epoch + 1), values, className });
  const mark = markup`<line class="best" x1="${xAt(x, best)}" x2="${xAt(x, best)}" y2="${HEIGHT}"><title>best epoch ${best}</title></line>`;
  const keys = legend([
    { text: 'train', colour: COLOURS.model },
    ...(validation.length > 0 ? [{ text: 'validation', colour: COLOURS.persistence }] : []),
    { text: 'best epoch', colour: COLOURS.bad },
  ]);
  const name = validation.length > 0 ? 'validation' : 'training';
  return figure(
    'Training loss',
    `Best epoch ${count(best)} of ${count(model.epochs)}: ${name} loss ${fixed(judged[best - 1] ?? NaN, 5)} in the model’s scaled units.`,
    markup`${keys}${plot({ name: 'Training loss by epoch', height: HEIGHT, x, y, xLabel: 'epoch', yLabel: 'loss, log scale', marks: [mark, curve(train, 'predicted'), curve(validation, 'validation')] })}`,
  );
}

/** What a log scale can show. */
const positive = (loss: number) => (loss > 0 && Number.isFinite(loss) ? loss : null);
