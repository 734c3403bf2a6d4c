import type { Command } from 'commander';
import { PREVIEW_SOURCES, type PreviewSource } from '../core/curvature-preview.js';
import { readBundle } from '../onnx/bundle.js';
import { addDriveOptions, readDrives, type DriveOptions } from './drive-options.js';
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
    .requiredOption('--model <dir>', 'bundle of the model')
    .option('--preview <source>', 'curvature ahead', oneOf('--preview', PREVIEW_SOURCES), 'recorded')
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
    if (options.json) console.log(JSON.stringify(evaluated.evaluation));
    else console.log(scoreTable(evaluated.evaluation.all));
  } finally {
    await session.release();
  }
}
