import type { Command } from 'commander';
import type { PreviewSource } from '../core/curvature-preview.js';
import type { DriveRecord, ModelCard } from '../core/model-card.js';
import type { Drive } from '../drives/drive.js';
import { knownDrives } from '../drives/drive-trace.js';
import { counted } from '../core/counted.js';
import { RangeExcesses } from '../runtime/range-excesses.js';
import { addDriveOptions, readDrives, type DriveOptions } from './drive-options.js';
import { judgedDrive } from './judged-drive.js';
import { describeFigures, describeScored } from './describe-figures.js';
import { evaluateDrives } from './evaluate-drives.js';
import { addModelOption, readModel, type ModelOption } from './model-option.js';
import { fileNamed } from './option-values.js';
import { checkOutputs } from './outputs.js';
import { addPreviewOptions, openPreview, ORACLE, type PreviewOptions } from './preview-options.js';
import { previewCost } from './preview-cost.js';
import { scoreTable } from './score-table.js';
import { unscoredRemark } from './unscored-remark.js';
import { writeReport } from './write-report.js';

type Options = ModelOption & DriveOptions & PreviewOptions & { raw?: boolean; json?: boolean; report?: string };

export function registerEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .description('score what replay emits against the recorded angles, with the baselines beside it')
    .argument('<drives...>', 'CSV or XLSX files, CAN logs, or folders of them')
    .option('--raw', 'score the bare network, without the states of the pipeline')
    .option('--json', 'figures as JSON on stdout')
    .option('--report <file>', 'one self-contained HTML file', fileNamed('--report', '.html'))
    .action(evaluate);
  addPreviewOptions(addDriveOptions(addModelOption(command)));
}

async function evaluate(paths: string[], options: Options): Promise<void> {
  checkOutputs({ '--report': options.report }, [...paths, options.vehicle, options.map]);
  const bundle = await readModel(options);
  const { card, session } = bundle;
  try {
    const drives = asKnown(card, await readDrives(paths, options, { dt: card.dt, fallbackRowDt: card.dt }));
    const { preview, check, learnedFrom } = await openPreview(options, card);
    for (const { name, rows } of drives) check(name, rows);
    const scored = { ...options, preview, learnedFrom };
    const excesses = new RangeExcesses();
    const evaluated = await evaluateDrives(drives, bundle, { ...scored, excesses });
    const cost = preview === 'recorded' ? undefined : await previewCost(drives, bundle, scored, evaluated);
    const judged = drives.map((drive) => judgedDrive(drive, options));
    if (options.report !== undefined) {
      await writeReport(options.report, card, evaluated, scored, { cost, judged });
      console.error(`report in ${options.report}`);
    }
    const unscored = unscoredRemark(evaluated.evaluation.all.windows, evaluated.unscored);
    if (unscored !== undefined) console.error(unscored);
    for (const remark of [...impossible(judged), ...excesses.of(card).lines, ...caveats(card, drives, options.preview)])
      console.error(remark);
    if (options.json)
      console.log(
        JSON.stringify({ ...evaluated.evaluation, figures: evaluated.figures, ...(cost && { preview: cost }) }),
      );
    else
      console.log(
        `${scoreTable(evaluated.evaluation.all)}\n\n${describeScored(evaluated.figures, evaluated.evaluation.all)}\n${describeFigures(evaluated.figures, evaluated.drives.length)}` +
          (cost ? `\n\n${cost.text}` : ''),
      );
  } finally {
    await session.release();
  }
}

/** The drives, each under the hash that the card has of it where it comes from another file or is a part. */
function asKnown({ training }: ModelCard, drives: readonly Drive[]): Drive[] {
  const { train, validation, test } = training.drives;
  const known = knownDrives([...train, ...validation, ...test]);
  return drives.map((drive) => ({ ...drive, sha256: known(drive)?.sha256 ?? drive.sha256 }));
}

/** What was remarked on when the drives were read may have been read over. */
function impossible(judged: readonly { isImpossible: boolean }[]): string[] {
  const count = judged.filter(({ isImpossible }) => isImpossible).length;
  if (count === 0) return [];
  return [
    `${count} of ${counted(judged.length, 'drive')} ${count === 1 ? 'has' : 'have'} signals that no road vehicle has, as remarked above: the figures say little of the model`,
  ];
}

/** What must be known before a figure is quoted. */
function caveats({ training }: ModelCard, drives: readonly Drive[], preview: PreviewSource): string[] {
  const among = (records: readonly DriveRecord[]) => {
    const hashes = new Set(records.map(({ sha256 }) => sha256));
    return drives.filter(({ sha256 }) => hashes.has(sha256));
  };
  const of = counted(drives.length, 'drive');
  const trained = among(training.drives.train).length;
  const validated = training.anew ? 0 : among(training.drives.validation).length; // then they are trained on as well
  return [
    ...(trained > 0
      ? [
          `${trained} of ${of} ${trained === 1 ? 'was trained on: its' : 'were trained on: their'} figures show memory too`,
        ]
      : []),
    ...(validated > 0
      ? [
          `${validated} of ${of} chose the best epoch: ${validated === 1 ? 'its' : 'their'} figures are slightly too good`,
        ]
      : []),
    ...(preview === 'recorded' ? [ORACLE] : []),
  ];
}
