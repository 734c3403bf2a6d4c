import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { expect, it } from 'vitest';
import { ARCHITECTURES } from '../../../training/architectures/catalogue.js';
import { figuresOf } from '../../../training/figures/figures.js';
import { evaluation } from '../../../training/metrics.js';
import { renderComparison } from '../../../training/report/comparison-page.js';
import { renderReport } from '../../../training/report/report.js';
import { TIMELINE_SCRIPT } from '../../../training/report/timeline-script.js';
import { reportInput, syntheticDrive } from './fixture.js';

const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);
const OFFLINE = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

/** Errors, and what the visitor's actions led to, are left in the page's own attributes. */
const TRAP = `<script>addEventListener('error', (event) => document.documentElement.setAttribute('data-error', event.message));</script>`;
const VISITOR = `<script>addEventListener('load', () => {
  const note = (name, value) => document.documentElement.setAttribute('data-' + name, JSON.stringify(value));
  const [angles, road] = document.querySelectorAll('.u-over');
  const send = (target, type, share) => {
    const { left, top, width, height } = target.getBoundingClientRect();
    const at = { clientX: left + share * width, clientY: top + height / 2, movementX: 1, bubbles: true, button: 0 };
    target.dispatchEvent(new MouseEvent(type, at));
  };
  const labels = () => [...document.querySelectorAll('.u-legend tr:first-child td')].map((cell) => cell.textContent);
  const under = (target) => { send(target, 'mousemove', 0.5); return labels(); };
  setTimeout(() => {
    note('whole', under(angles));
    send(angles, 'mousedown', 0.1);
    send(angles, 'mousemove', 0.3);
    send(document.querySelector('.u-over'), 'mouseup', 0.3);
    setTimeout(() => {
      note('zoomed', under(angles));
      send(road, 'dblclick', 0.5);
      setTimeout(() => {
        note('reset', under(angles));
        const picker = document.getElementById('timeline-drive');
        picker.value = '1';
        picker.dispatchEvent(new Event('change'));
        setTimeout(() => note('panels', document.querySelectorAll('.uplot canvas').length), 100);
      }, 100);
    }, 100);
  }, 100);
});</script>`;

it('the timeline’s code is JavaScript', () => {
  expect(() => new Script(TIMELINE_SCRIPT)).not.toThrow();
});

it.skipIf(!CHROMIUM)('the timeline draws, zooms both panels, resets and changes drives (needs chromium)', () => {
  const drives = [1, 2].map((seed) => syntheticDrive({ drive: `drive ${seed}`, seconds: 50 * seed, seed }));
  const dom = visit(renderReport(reportInput(drives)), VISITOR);
  const noted = (name: string) =>
    JSON.parse(new RegExp(`data-${name}="([^"]*)"`).exec(dom)![1]!.replaceAll('&quot;', '"')) as unknown;
  expect(dom).not.toMatch(/<html[^>]* data-error/);
  expect(dom.match(/<canvas/g)).toHaveLength(2);
  const [whole, zoomed, reset] = ['whole', 'zoomed', 'reset'].map((name) => (noted(name) as string[]).map(Number)) as [
    number[],
    number[],
    number[],
  ]; // as: the visitor notes the time under the cursor of both panels
  expect(whole[0]).toBeGreaterThan(20);
  expect(whole[1]).toBe(whole[0]);
  expect(zoomed[0]).toBeLessThan(12);
  expect(zoomed[1]).toBe(zoomed[0]);
  expect(reset).toEqual(whole);
  expect(noted('panels')).toBe(2);
});

const RULER = `<script>addEventListener('load', () => {
  const tooWide = [...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth);
  document.documentElement.setAttribute('data-tables', document.querySelectorAll('.scroll').length);
  document.documentElement.setAttribute('data-wide', tooWide.length);
});</script>`;

it.skipIf(!CHROMIUM)('every table of a comparison of all models fits a window of 1200 px (needs chromium)', () => {
  const drives = Array.from({ length: 6 }, (_, d) => {
    const drive = `silverado1500_2024-02-18_21-47-5${d}_1_0.csv`;
    return {
      ...syntheticDrive({ drive, seconds: 60, seed: d + 1, sloppiness: 1 + 7 * (d % 2) }),
      begin: 0,
      firstValid: 0.5,
    };
  });
  const scores = evaluation(drives);
  const held = { ...scores, figures: figuresOf(drives, scores.drives, 0.1) };
  const vehicles = ['silverado', 'lincoln_mkz', 'subaru_wrx_sti'].map((vehicle) => ({ vehicle, drives: 2 }));
  const left = vehicles.map(({ vehicle }) => ({ ...scores.all, vehicle }));
  const models = ARCHITECTURES.map(({ name: model }) => {
    return { model, engine: 'ort', byDrive: held, byVehicle: { ...held, vehicles: left } };
  });
  const about = { seed: 1, dt: 0.1, preview: 'recorded', folds: 6, neverLeftOut: [] };
  const dom = visit(renderComparison({ ...about, vehicles, models }), RULER);
  expect(dom).toContain('data-tables="6"');
  expect(dom).toContain('data-wide="0"');
});

/** The page after a visit in a window of 1200 px, as HTML. */
function visit(page: string, visitor: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  try {
    writeFileSync(
      join(folder, 'report.html'),
      page
        .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '') // or no visitor runs where the page has no script
        .replace('<head>', `<head>${TRAP}`)
        .replace('</body>', `${visitor}</body>`),
    );
    const flags = [
      '--headless',
      '--window-size=1200,2000',
      '--no-sandbox',
      '--disable-gpu',
      ...OFFLINE,
      `--user-data-dir=${folder}`,
    ];
    const { stdout } = spawnSync(
      CHROMIUM!,
      [...flags, '--virtual-time-budget=5000', '--dump-dom', `file://${folder}/report.html`],
      { encoding: 'utf8' },
    );
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
