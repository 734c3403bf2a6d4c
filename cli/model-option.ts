import { join } from 'node:path';
import type { Command } from 'commander';
import { packageRoot } from '../files/package-root.js';
import { CARD_FILE, MODEL_FILE, readBundle, type ModelBundle } from '../onnx/bundle.js';
import { SIGNATURE_FILE } from '../onnx/signature.js';

/** The bundle that comes with the program. */
const DEFAULT_BUNDLE = join(packageRoot(), 'models', 'default');

export type ModelOption = { model?: string };

export function addModelOption(command: Command): Command {
  return command.option('--model <dir>', 'bundle of the model (default: the one that comes with the program)');
}

/** The files of the model that is asked for. */
export const modelFiles = (model = DEFAULT_BUNDLE): string[] =>
  [CARD_FILE, MODEL_FILE, SIGNATURE_FILE].map((name) => join(model, name));

/** The model that is asked for; which one it is where none is goes to the user. */
export async function readModel({ model }: ModelOption): Promise<ModelBundle> {
  const bundle = await readBundle(model ?? DEFAULT_BUNDLE);
  if (model === undefined)
    console.error(`model: ${bundle.card.name}, which comes with the program, from synthetic drives alone (--model)`);
  return bundle;
}
