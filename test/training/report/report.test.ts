import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../training/report/report.js';
import { PREDICTORS, scoresOf } from '../../../training/report/predictors.js';
import { readUplot } from '../../../training/report/uplot.js';
import { files, reportInput, syntheticDrive, textOf } from './fixture.js';

const good = syntheticDrive({ drive: 'ridge.csv', seconds: 60, seed: 1 });
const bad = syntheticDrive({ drive: 'city.csv', seconds: 40, seed: 3, sloppiness: 5 });
const input = reportInput([good, bad]);
const page = renderReport(input);

describe('figures', () => {
  it('are the input’s: every predictor’s MAE, RMSE and R² over all windows', () => {
    for (const predictor of PREDICTORS) {
      const { mae, rmse, r2 } = scoresOf(input.evaluation.all, predictor);
      const cells = [mae.toFixed(3), rmse.toFixed(3), minus(r2.toFixed(4))];
      expect(row(page, 'predictors', predictor).slice(-3)).toEqual(cells);
    }
  });

  it('are the input’s: every drive’s windows and MAE of every predictor', () => {
    for (const scores of [...input.evaluation.drives, { ...input.evaluation.all, drive: 'All windows' }]) {
      const maes = PREDICTORS.map((predictor) => scoresOf(scores, predictor).mae.toFixed(3));
      expect(row(page, 'drives', scores.drive).slice(1, 6)).toEqual([scores.windows.toLocaleString('en-US'), ...maes]);
    }
  });

  it('are the input’s: skill against the best baseline, R² and windows in the headline', () => {
    const { model, baselines, windows } = input.evaluation.all;
    const skill = 1 - model.mae / Math.min(...Object.values(baselines).map(({ mae }) => mae));
    const facts = textOf(page.slice(page.indexOf('<dl class="facts">'), page.indexOf('</dl>')));
    expect(facts).toContain(`MAE ${model.mae.toFixed(3)}°`);
    expect(facts).toContain(`skill ${skill > 0 ? '+' : ''}${minus((100 * skill).toFixed(1))} %`);
    expect(facts).toContain(`R² ${model.r2.toFixed(4)}`);
    expect(facts).toContain(`windows ${windows.toLocaleString('en-US')}`);
  });

  it('are the input’s: every bar of picture 4, in its label and in its height', () => {
    const bars = [...page.matchAll(/height="([\d.]+)" fill="[^"]+"><title>(step \d, \w+: [\d.]+°)<\/title>/g)];
    const maes = input.evaluation.all.model.maePerStep.flatMap((_, k) =>
      PREDICTORS.map((predictor) => ({ label: `step ${k + 1}, ${predictor}`, mae: perStep(predictor)[k]! })),
    );
    expect(bars.map(([, , label]) => label)).toEqual(maes.map(({ label, mae }) => `${label}: ${mae.toFixed(3)}°`));
    const pixelsPerDegree = Number(bars[0]![1]) / maes[0]!.mae;
    bars.forEach(([, height], i) => expect(Number(height)).toBeCloseTo(maes[i]!.mae * pixelsPerDegree, 0));
  });

  it('mark the lowest MAE of a row and say plainly where the model loses', () => {
    expect(tableRow(page, 'drives', 'ridge.csv')).toMatch(/<td>\d+<\/td><td class="best">/);
    expect(tableRow(page, 'drives', 'city.csv')).toMatch(/<b class="bad">loses to \w+, −[\d.]+ %/);
    expect(textOf(page)).toContain('A baseline beats the model on 1 of 2 drives: city.csv (');
  });
});

describe('the page', () => {
  it('holds the four pictures in order', () => {
    const titles = [...page.matchAll(/<h3>(\d\. [^<]+)<\/h3>/g)].map(([, title]) => title);
    expect(titles).toEqual([
      '1. All 5 steps, actual against predicted',
      '2. Mean of the 5 steps, actual against predicted',
      '3. Step 1, actual against predicted',
      '4. Mean absolute error of each step',
    ]);
    expect(page.match(/aria-label="Step \d, actual against predicted"/g)).toHaveLength(5);
  });

  it('shows the seconds with the most steering by themselves, where there is enough besides', () => {
    const title = 'In detail: step 5 over the 20 s with the most steering';
    const turns = good.steps.map((step, s) =>
      s < 420 ? step : { ...step, actual: step.actual.map((one) => 9 * one) },
    );
    const turning = renderReport(reportInput([bad, { ...good, steps: turns }]));
    expect(turning).toContain(`<h3>${title}</h3>`);
    const from = Number(/>s from ([\d.]+) s of ridge\.csv; /.exec(turning)![1]);
    expect(from + 20).toBeGreaterThan(turns[420]!.time);
    expect(from + 20).toBeLessThanOrEqual(turns.at(-1)!.time + 0.2);
    const alone = syntheticDrive({ drive: 'short.csv', seconds: 30, seed: 1 });
    expect(renderReport(reportInput([alone]))).not.toContain('In detail');
  });

  it('names no network address and loads nothing', () => {
    expect(page).not.toMatch(/https?:|(src|href)\s*=|url\(|@import|["'(]\/\//i);
  });

  it('escapes every text of the input', () => {
    const evil = '<script>alert("1")</script>&\'';
    const drive = syntheticDrive({ drive: evil, seconds: 20, seed: 2, sloppiness: 5 });
    const { model } = reportInput([drive]);
    const texts = {
      name: evil,
      architecture: evil,
      engine: evil,
      split: evil,
      trainDrives: files(evil),
      onnxSha256: evil,
    };
    const html = renderReport(reportInput([drive], { title: evil, preview: evil, model: { ...model, ...texts } }));
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('</script>&');
    expect(html).toContain('<h1>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;</h1>');
    expect(timelineData(html).drives[0]!.drive).toBe(evil);
  });

  it('stays below 2 MB for ten minutes, and for many drives', () => {
    const ten = renderReport(reportInput([syntheticDrive({ drive: 'ten', seconds: 600, seed: 4 })]));
    expect(Buffer.byteLength(ten)).toBeLessThan(1e6);
    const hours = Array.from({ length: 8 }, (_, d) => syntheticDrive({ drive: `long-${d}`, seconds: 600, seed: d }));
    expect(Buffer.byteLength(renderReport(reportInput(hours)))).toBeLessThan(4e6);
  });

  it('marks the epoch whose weights the model has, and has no training section without losses', () => {
    expect(textOf(page)).toContain('Best epoch 41 of 60');
    expect(renderReport({ ...input, losses: undefined })).not.toContain('Training loss');
  });

  const parked = {
    drive: 'parked.csv',
    sha256: '',
    steps: [],
    states: { INIT: 4, VALID: 0, DEGRADED: 0, INVALID: 300 },
    reasons: new Map([['LOW_SPEED', 300] as const]),
  };

  it('says what is missing where nothing could be scored', () => {
    const html = renderReport(reportInput([parked]));
    expect(textOf(html)).toContain('No window of 1 drive could be scored');
    expect(textOf(html)).toContain('4 INIT, 300 INVALID · LOW_SPEED 300');
    expect(textOf(html)).toContain('No drive has a window to compare');
    expect(html).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('keeps its figures beside a drive without windows', () => {
    const html = renderReport(reportInput([good, parked]));
    expect(row(html, 'drives', 'parked.csv').slice(1)).toEqual(['0', '–', '–', '–', '–', 'nothing scored']);
    expect(html.replace(readUplot()!.script, '')).not.toMatch(/NaN|undefined/);
  });

  it('leaves the timeline out, with a word, where uPlot is not installed', () => {
    const html = renderReport(input, null);
    expect(html).toContain('the optional package uplot is not installed');
    expect(html).not.toContain('<script');
  });
});

const perStep = (predictor: (typeof PREDICTORS)[number]) => scoresOf(input.evaluation.all, predictor).maePerStep;
const minus = (number: string) => number.replace('-', '−');

function tableRow(html: string, table: string, name: string): string {
  const start = html.indexOf(`<table id="${table}">`);
  const rows = html.slice(start, html.indexOf('</table>', start)).split('<tr>');
  return rows.find((one) => one.startsWith(`<th scope="row">${name}`))!;
}

const row = (html: string, table: string, name: string): string[] =>
  tableRow(html, table, name)
    .split(/<\/t[hd]>/)
    .slice(0, -1)
    .map((cell) => textOf(cell).trim());

function timelineData(html: string): { drives: { drive: string }[] } {
  const [, data] = /id="timeline-data">([^<]*)<\/script>/.exec(html)!;
  return JSON.parse(data!) as { drives: { drive: string }[] }; // as: written by the page under test
}
