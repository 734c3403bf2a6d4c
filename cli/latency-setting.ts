import { arch, cpus, release, type } from 'node:os';
import type { ModelCard } from '../core/model-card.js';
import { counted } from '../core/counted.js';
import { shortHash } from '../core/short-hash.js';

/** What figures of latency hold for. */
export type Setting = {
  /** when the measurement began, ISO 8601 */
  begun: string;
  processor: string;
  processors: number;
  system: string;
  node: string;
  /** of Node, as given */
  flags: string[];
  model: string;
  modelSha256: string;
};

export function settingOf({ name, onnxSha256 }: Pick<ModelCard, 'name' | 'onnxSha256'>): Setting {
  const processors = cpus();
  return {
    begun: new Date().toISOString(),
    processor: processors[0]?.model.trim() ?? 'processor unknown', // none where /proc is not mounted
    processors: processors.length,
    system: `${type()} ${release()} ${arch()}`,
    node: process.version,
    flags: process.execArgv,
    model: name,
    modelSha256: onnxSha256,
  };
}

export function describeSetting({
  begun,
  processor,
  processors,
  system,
  node,
  flags,
  model,
  modelSha256,
}: Setting): string {
  return `${begun.slice(0, 16)}Z, ${counted(processors, 'processor')} (${processor}), ${system}, ${['Node', node, ...flags].join(' ')}; model ${model}, sha256 ${shortHash(modelSha256)}…`;
}
