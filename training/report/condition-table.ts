import type { Condition } from '../figures/conditions.js';
import { count, degrees, fixed } from './format.js';
import { markup, trusted, type Markup } from './markup.js';

/** Errors by speed and curvature, with what the better simple predictor has there. */
export function conditionTable(conditions: readonly Condition[]): Markup {
  const text = (value: readonly [number, number | null], scale: number, unit: string) =>
    value[1] === null ? `≥ ${value[0] * scale} ${unit}` : `${value[0] * scale} – ${value[1] * scale} ${unit}`;
  const speeds = distinct(conditions.map(({ speed }) => speed));
  const curvatures = distinct(conditions.map(({ curvature }) => curvature));
  const rows = speeds.map((speed) => {
    const cells = curvatures.map((curvature) => {
      const found = conditions.find((one) => one.speed[0] === speed[0] && one.curvature[0] === curvature[0]);
      return found ? conditionCell(found) : markup`<td></td>`;
    });
    return markup`<tr><th scope="row">${text(speed, 1, 'm/s')}</th>${cells}</tr>`;
  });
  return markup`<p>MAE in degrees over all steps, and beside it that of the better of persistence and linear extrapolation; then the first and the last step ahead, the coverage of the 80 % interval, and the number of windows. Blue: the model is better; red: it loses.</p>
<div class="scroll"><table class="heat"><thead><tr><th>speed</th>${curvatures.map((one) => markup`<th>curvature ${text(one, 1000, '·10⁻³ 1/m')}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function conditionCell({ windows, maePerStep, baselines, coverage }: Condition): Markup {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mae, rival] = [mean(maePerStep), Math.min(mean(baselines.persistence), mean(baselines.linear))];
  const skill = Math.max(-1, Math.min(1, 1 - mae / rival));
  const colour =
    skill >= 0 ? `rgba(0,114,178,${(0.4 * skill).toFixed(2)})` : `rgba(192,64,0,${(-0.6 * skill).toFixed(2)})`;
  const inside = coverage === null ? '' : `${fixed(100 * coverage, 0)} % inside · `;
  return markup`<td style="background:${trusted(colour)}"><b>${degrees(mae)}</b> / ${degrees(rival)}<small>${degrees(maePerStep[0]!)} … ${degrees(maePerStep.at(-1)!)}</small><small>${inside}${count(windows)}</small></td>`;
}

function distinct<T extends readonly [number, number | null]>(ranges: readonly T[]): T[] {
  return [...new Map(ranges.map((range) => [range[0], range])).values()].sort((a, b) => a[0] - b[0]);
}
