import { createHash } from 'node:crypto';
import { InputError } from '../core/input-error.js';
import { shortHash } from '../core/short-hash.js';
import type { Drive } from '../drives/drive.js';
import type { Batch } from './engines/trainer.js';

/** What a training's result hangs on: two that have it in common come to the same weights, bit by bit. */
export type RunIdentity = {
  model: string;
  /** options and recipe, as text by their names */
  settings: Record<string, string>;
  /** in the order in which they were given */
  drives: { name: string; sha256: string }[];
  /** of the scaled windows, in which everything shows that reading made of the drives; hex */
  windowsSha256: string;
};

export function runIdentity(
  model: string,
  settings: Readonly<Record<string, unknown>>,
  { drives, windows }: { drives: readonly Drive[]; windows: readonly Batch[] },
): RunIdentity {
  const hash = createHash('sha256');
  for (const { features, targets } of windows) hash.update(features.data).update(targets.data);
  const texts = Object.entries(settings).map(([name, value]) => [name, JSON.stringify(value)] as const);
  return {
    model,
    settings: Object.fromEntries(texts),
    drives: drives.map(({ name, sha256 }) => ({ name, sha256 })),
    windowsSha256: hash.digest('hex'),
  };
}

/** Refuses what was kept of another training; `where` names the file. */
export function refuseOtherRun(wanted: RunIdentity, kept: RunIdentity, where: string): void {
  const faults = differences(wanted, kept);
  if (faults.length > 0)
    throw new InputError(`expected a checkpoint of this training, got one with ${faults.join('; ')} (${where})`);
}

function differences(wanted: RunIdentity, kept: RunIdentity): string[] {
  if (wanted.model !== kept.model) return [`model ${kept.model} instead of ${wanted.model}`];
  const names = new Set([...Object.keys(wanted.settings), ...Object.keys(kept.settings)]);
  const settings = [...names]
    .filter((name) => wanted.settings[name] !== kept.settings[name])
    .map((name) => `${name} ${kept.settings[name] ?? 'unset'} instead of ${wanted.settings[name] ?? 'unset'}`);
  const faults = [...settings, ...driveDifferences(wanted.drives, kept.drives)];
  if (faults.length > 0 || wanted.windowsSha256 === kept.windowsSha256) return faults;
  return ['the same drives read in another way (--units, --columns, --right-positive, --row-dt, --preview or its map)'];
}

function driveDifferences(wanted: RunIdentity['drives'], kept: RunIdentity['drives']): string[] {
  const text = (drives: RunIdentity['drives']) =>
    drives.map(({ name, sha256 }) => `${name} (sha256 ${shown(sha256)})`).join(', ') || 'none';
  const missing = (from: RunIdentity['drives'], some: RunIdentity['drives']) =>
    some.filter((one) => !from.some(({ name, sha256 }) => name === one.name && sha256 === one.sha256));
  const [more, less] = [missing(kept, wanted), missing(wanted, kept)];
  if (more.length + less.length > 0) return [`drives ${text(less)} instead of ${text(more)}, beside those in common`];
  const order = (drives: RunIdentity['drives']) => drives.map(({ name }) => name).join(', ');
  return order(wanted) === order(kept) ? [] : [`the drives in the order ${order(kept)} instead of ${order(wanted)}`];
}

const shown = (sha256: string): string => `${shortHash(sha256)}…`;
