import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../../training/figures/figures.js';
import type { ReportInput } from '../../../training/report/input.js';
import { renderReport } from '../../../training/report/report.js';
import { files, reportInput, syntheticDrive, textOf } from './fixture.js';

const good = syntheticDrive({ drive: 'ridge.csv', seconds: 60, seed: 1 });
const bad = syntheticDrive({ drive: 'city.csv', seconds: 40, seed: 3, sloppiness: 5 });
const input = reportInput([good, bad]);
const page = renderReport(input);

describe('honest words', () => {
  it('say that the recorded preview is an oracle, and only then', () => {
    expect(page).toContain('an oracle');
    expect(renderReport({ ...input, preview: 'map' })).not.toContain('an oracle');
  });

  it('say how sure the mean is, as far as so few drives can, and which miss was the worst', () => {
    const pageOf = (drives: ReportInput['drives']) => {
      const figured = drives.map((drive) => ({ ...drive, begin: 0, firstValid: 0.4 }));
      const scores = reportInput(drives);
      return textOf(renderReport({ ...scores, figures: figuresOf(figured, scores.evaluation.drives, 0.1) }));
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
    expect(textOf(html)).toContain('R² −1234.6 ');
  });

  it('say what a preview costs in a sentence of its own', () => {
    const html = renderReport({ ...input, preview: 'map', previewCost: 'preview map: MAE 1 deg; +2 %' });
    expect(textOf(html)).toContain('as in the car. Preview map: MAE 1 deg; +2 %. ');
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
      textOf(renderReport({ ...input, model: { ...input.model, ...change } }));
    expect(textOf(page)).toContain('none of the 2 drives on this page was used in training');
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
