import { JERK_LIMIT, type Comfort } from '../figures/comfort.js';
import { fixed } from './format.js';
import { markup, type Markup } from './markup.js';

/** How angles would feel if they were steered, the driver's own first. */
export function comfortTable(angles: readonly { name: string; comfort: Comfort }[]): Markup {
  const rows = angles.map(
    ({ name, comfort: { rateP99, jerkP99, beyondLimit } }) =>
      markup`<tr><th scope="row">${name}</th><td>${fixed(rateP99, 1)}</td><td>${jerkP99 === null ? '–' : fixed(jerkP99, 2)}</td><td>${beyondLimit === null ? '–' : `${fixed(100 * beyondLimit, 2)} %`}</td></tr>`,
  );
  return markup`<p>As though the angle predicted for the next step were steered, step after step: nothing here steers. The lateral jerk is that of v²·κ, with κ from the angle by the drive’s own steady-state fit, as a mean over half a second. UN Regulation No. 79 (5.6.2.1.3) allows lane keeping ${JERK_LIMIT} m/s³.</p>
<div class="scroll"><table><thead><tr><th>angle of</th><th>wheel’s rate, 99 %<br>(deg/s)</th><th>lateral jerk, 99 %<br>(m/s³)</th><th>beyond<br>${JERK_LIMIT} m/s³</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
