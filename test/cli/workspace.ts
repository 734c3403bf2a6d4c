import { mkdtempSync } from 'node:fs';
import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, inject } from 'vitest';
import type { ModelCard } from '../../core/model-card.js';
import { useFolders } from './folders.js';
import { steercast } from './steercast.js';

export type ModelName = 'response-dense' | 'response-lstm' | 'sequence-lstm' | 'seed-lstm';

/**
 * A temporary folder: `drives/` with two minutes of each of three cars as CSV, and a bundle for each model, trained on
 * them for three epochs, in a folder of the model's name.
 */
export type Workspace = {
  folder: string;
  /** the drives' file names, sorted */
  drives: string[];
  card(model: ModelName): Promise<ModelCard>;
  /** Path of a drive that the model was not trained on. */
  unseenDrive(model: ModelName): Promise<string>;
  newFolder(): Promise<string>;
};

/** Made before the tests of the file that calls this, and removed after them. */
export function useWorkspace(...models: ModelName[]): Workspace {
  const workspace: Workspace = {
    folder: '',
    drives: [],
    async card(model) {
      const json = await readFile(join(workspace.folder, model, 'card.json'), 'utf8');
      return JSON.parse(json) as ModelCard; // as: written by the command under test
    },
    async unseenDrive(model) {
      const { training } = await workspace.card(model);
      return join(workspace.folder, 'drives', training.drives.test[0]!.name);
    },
    newFolder: useFolders(),
  };
  beforeAll(async () => {
    const folder = await workspace.newFolder();
    await cp(await made('drives'), join(folder, 'drives'), { recursive: true });
    for (const model of models) await cp(await made(model), join(folder, model), { recursive: true });
    workspace.folder = folder;
    workspace.drives = (await readdir(join(folder, 'drives'))).sort();
  }, 120_000);
  return workspace;
}

const root = mkdtempSync(join(inject('temporaryRoot'), 'workspace-'));
const folders = new Map<string, Promise<string>>();

/** The drives' folder or a bundle's, made when a test of this process asks for it first. */
function made(name: 'drives' | ModelName): Promise<string> {
  const folder = folders.get(name) ?? make(name);
  folders.set(name, folder);
  return folder;
}

async function make(name: 'drives' | ModelName): Promise<string> {
  if (name === 'drives') {
    await steercast(['simulate', '--out', name, '--vehicles', '3', '--minutes', '2', '--seed', '7'], root);
  } else {
    await steercast(['train', await made('drives'), '--out', name, '--model', name, '--epochs', '3'], root);
  }
  return join(root, name);
}
