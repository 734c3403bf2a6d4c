import type { Command } from 'commander';
import { PREVIEW_SOURCES, type PreviewSource } from '../core/curvature-preview.js';
import type { DriveRecord, ModelCard } from '../core/model-card.js';
import type { Drive } from '../drives/drive.js';
import { readBundle } from '../onnx/bundle.js';
import { counted } from './counted.js';
import { addDriveOptions, PREVIEW_HELP, readDrives, type DriveOptions } from './drive-options.js';
import { evaluateDrives } from './evaluate-drives.js';
import { oneOf } from './option-values.js';
import { scoreTable } from './score-table.js';
import { writeReport } from './write-report.js';

type Options = DriveOptions & { model: string; preview: PreviewSource; raw?: boolean; json?: boolean; report?: string };

export function registerEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .description('score what replay emits against the recorded angles, with the baselines beside it')
    .argument('<drives...>', 'CSV or XLSX files, CAN logs, or folders of them')
    .requiredOption('--model <dir>', 'bundle of the model (required)')
    .option('--preview <source>', PREVIEW_HELP, oneOf('--preview', PREVIEW_SOURCES), 'recorded')
    .option('--raw', 'score the bare network, without the states of the pipeline')
    .option('--json', 'figures as JSON on stdout')
    .option('--report <file>', 'one self-contained HTML file')
    .action(evaluate);
  addDriveOptions(command);
}

async function evaluate(paths: string[], options: Options): Promise<void> {
  const bundle = await readBundle(options.model);
  const { card, session } = bundle;
  try {
    const drives = await readDrives(paths, options, { dt: card.dt, fallbackRowDt: card.dt });
    const evaluated = await evaluateDrives(drives, bundle, options);
    if (options.report !== undefined) {
      await writeReport(options.report, card, evaluated, options);
      console.error(`report in ${options.report}`);
    }
    for (const remark of caveats(card, drives, options.preview)) console.error(remark);
    if (options.json) console.log(JSON.stringify(evaluated.evaluation));
    else console.log(scoreTable(evaluated.evaluation.all));
  } finally {
    await session.release();
  }
}

/** What must be known before a figure is quoted. */
function caveats({ training }: ModelCard, drives: readonly Drive[], preview: PreviewSource): string[] {
  const among = (records: readonly DriveRecord[]) => {
    const hashes = new Set(records.map(({ sha256 }) => sha256));
    return drives.filter(({ sha256 }) => hashes.has(sha256));
  };
  const of = counted(drives.length, 'drive');
  const trained = among(training.drives.train).length;
  const validated = among(training.drives.validation).length;
  return [
    ...(trained > 0 ? [`${trained} of ${of} were trained on: their figures show memory too`] : []),
    ...(validated > 0 ? [`${validated} of ${of} chose the best epoch: their figures are slightly too good`] : []),
    ...(preview === 'recorded' ? ['curvature ahead: as it was driven afterwards, an oracle (--preview)'] : []),
  ];
}
