import { markup, type Markup } from './markup.js';
import { plural, significant } from './format.js';
import type { DriveFile, ReportInput } from './input.js';

/** What somebody needs to make the same page again. */
export function provenance({ model, preview, evaluation }: ReportInput): Markup {
  const rows: [name: string, value: string][] = [
    ['model', `${model.name}, architecture ${model.architecture}`],
    [
      'training',
      `engine ${model.engine}, seed ${model.seed}, ${plural(model.epochs, 'epoch')}, split by ${model.split}`,
    ],
    ['step dt', `${significant(model.dt)} s`],
    ['preview on this page', preview],
    ['SHA-256 of model.onnx', model.onnxSha256],
    ['training drives', list(names(model.trainDrives))],
    ['validation drives', list(names(model.validationDrives))],
    ['test drives', list(names(model.testDrives))],
    ['drives on this page', list(evaluation.drives.map(({ drive }) => drive))],
    ['signs', 'left positive in every signal (ISO 8855); angles are of the steering wheel, in degrees'],
  ];
  return markup`<dl class="provenance">${rows.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<p class="note">Advisory only: not a safety function, and no prediction may command steering.</p>`;
}

const names = (files: readonly DriveFile[]) => files.map(({ name }) => name);
const list = (names: readonly string[]) => (names.length > 0 ? `${names.length}: ${names.join(', ')}` : 'none');
