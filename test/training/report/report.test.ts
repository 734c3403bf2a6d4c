import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../../training/figures/figures.js';
import { renderReport } from '../../../training/report/report.js';
import type { ReportInput } from '../../../training/report/input.js';
import { PREDICTORS, scoresOf } from '../../../training/report/predictors.js';
import { readUplot } from '../../../training/report/uplot.js';
import { files, reportInput, syntheticDrive } from './fixture.js';

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
    const facts = text(page.slice(page.indexOf('<dl class="facts">'), page.indexOf('</dl>')));
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
    expect(text(page)).toContain('A baseline beats the model on 1 of 2 drives: city.csv (');
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
    expect(text(page)).toContain('Best epoch 41 of 60');
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
    expect(text(html)).toContain('No window of 1 drive could be scored');
    expect(text(html)).toContain('4 INIT, 300 INVALID · LOW_SPEED 300');
    expect(text(html)).toContain('No drive has a window to compare');
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

describe('honest words', () => {
  it('say that the recorded preview is an oracle, and only then', () => {
    expect(page).toContain('an oracle');
    expect(renderReport({ ...input, preview: 'map' })).not.toContain('an oracle');
  });

  it('say how sure the mean is, as far as so few drives can, and which miss was the worst', () => {
    const pageOf = (drives: ReportInput['drives']) => {
      const figured = drives.map((drive) => ({ ...drive, begin: 0, firstValid: 0.4 }));
      const scores = reportInput(drives);
      return text(renderReport({ ...scores, figures: figuresOf(figured, scores.evaluation.drives, 0.1) }));
    };
    const one = pageOf([good]);
    expect(one).toContain('the drive on this page was not used in training');
    expect(one).toContain('0.50 s ahead; no bounds, which want three drives');
    expect(one).toMatch(/Worst miss: [\d.]+ deg too far to the (left|right) at step \d from [\d.]+ s of ridge\.csv \(/);
    const three = pageOf([good, bad, { ...good, drive: 'third.csv' }]);
    expect(three).toMatch(/0\.50 s ahead; 95 % over drives: [\d.]+ … [\d.]+ /);
    expect(three).toMatch(/Worst miss: .* of city\.csv \(/);
  });

  it('write no places of an R² that says nothing', () => {
    const [all] = [input.evaluation.all];
    const worse = { ...all, model: { ...all.model, r2: -1234.56789 } };
    const html = renderReport({ ...input, evaluation: { ...input.evaluation, all: worse } });
    expect(text(html)).toContain('R² −1234.6 ');
  });

  it('say what a preview costs in a sentence of its own', () => {
    const html = renderReport({ ...input, preview: 'map', previewCost: 'preview map: MAE 1 deg; +2 %' });
    expect(text(html)).toContain('as in the car. Preview map: MAE 1 deg; +2 %. ');
  });

  it('say how many steps had the map, and warn where it served less than half of them', () => {
    const withMap = (share: number) => {
      const steps = good.steps.map((step, s) => ({
        ...step,
        preview: s < share * good.steps.length ? ('map' as const) : ('hold' as const),
      }));
      return renderReport(reportInput([{ ...good, steps }], { preview: 'map' }));
    };
    expect(withMap(0.25)).toMatch(
      /<li class="warning">Preview “map”, as in the car\. Curvature ahead: from the map at 25\.\d % of the steps, held at 7\d\.\d %\. So these figures say little/,
    );
    expect(withMap(1)).toContain(
      '<li class="good">Preview “map”, as in the car. Curvature ahead: from the map at 100.0 % of the steps.</li>',
    );
  });

  it('say what is doubtful in a drive and what could not be checked, alike ones once', () => {
    const drive = (name: string, remarks: string[], unchecked: string[]) => ({ drive: name, remarks, unchecked });
    const judged = [
      drive('a.csv', ['steering runs against it (correlation -0.97)'], ['unit of speed (no Ay)']),
      drive('b.csv', ['steering runs against it (correlation -0.89)', 'no column t'], ['unit of speed (no Ay)']),
      drive('c.csv', [], ['unit of speed (no Ay)', 'sign of steering (the road <hardly> bends)']),
    ];
    const html = renderReport({ ...input, judged });
    expect(html).toContain(
      '<li class="warning">Doubtful: a.csv: steering runs against it (correlation -0.97); likewise b.csv.</li>' +
        '<li class="warning">Doubtful: b.csv: no column t.</li>' +
        '<li class="good">Not checked, of 3 drives: unit of speed (no Ay) in all; sign of steering (the road &lt;hardly&gt; bends) in 1 (c.csv).</li>',
    );
    expect(html.indexOf('Doubtful')).toBeGreaterThan(html.indexOf('Split by drive'));
    expect(renderReport({ ...input, judged: judged.slice(2) })).toContain(
      'Not checked, of 1 drive: unit of speed (no Ay); sign of steering',
    );
    expect(page).not.toMatch(/Doubtful|Not checked/);
    expect(renderReport({ ...input, judged: [drive('a.csv', [], [])] })).not.toMatch(/Doubtful|Not checked/);
  });

  it('say whether a drive on the page was in training, in validation or in neither', () => {
    const words = (change: Partial<ReportInput['model']>) =>
      text(renderReport({ ...input, model: { ...input.model, ...change } }));
    expect(text(page)).toContain('none of the 2 drives on this page was used in training');
    expect(words({ trainDrives: files('city.csv') })).toContain(
      '1 of 2 drives on this page was in training: it shows memory too',
    );
    const renamed = [{ ...files('city.csv')[0]!, name: 'other.csv' }];
    expect(words({ trainDrives: renamed })).toContain(
      '1 of 2 drives on this page was in training: it shows memory too',
    );
    expect(words({ validationDrives: files('ridge.csv') })).toContain(
      '1 of 2 drives on this page chose the best epoch: its figures are',
    );
    expect(words({ trainDrives: files('city.csv', 'ridge.csv') })).toContain(
      '2 of 2 drives on this page were in training: they show memory too',
    );
    expect(words({ split: 'seed' })).toContain('windows were drawn at random');
  });
});

const perStep = (predictor: (typeof PREDICTORS)[number]) => scoresOf(input.evaluation.all, predictor).maePerStep;
const minus = (number: string) => number.replace('-', '−');
const text = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

function tableRow(html: string, table: string, name: string): string {
  const start = html.indexOf(`<table id="${table}">`);
  const rows = html.slice(start, html.indexOf('</table>', start)).split('<tr>');
  return rows.find((one) => one.startsWith(`<th scope="row">${name}`))!;
}

const row = (html: string, table: string, name: string): string[] =>
  tableRow(html, table, name)
    .split(/<\/t[hd]>/)
    .slice(0, -1)
    .map((cell) => text(cell).trim());

function timelineData(html: string): { drives: { drive: string }[] } {
  const [, data] = /id="timeline-data">([^<]*)<\/script>/.exec(html)!;
  return JSON.parse(data!) as { drives: { drive: string }[] }; // as: written by the page under test
}
