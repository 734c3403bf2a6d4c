import { arch, cpus, hostname, release, type, version } from 'node:os';
import type { ModelCard } from '../core/model-card.js';
import { counted } from '../core/counted.js';
import { shortHash } from '../core/short-hash.js';
import { packageVersion } from '../files/package-root.js';

/** What figures of latency hold for. */
export type Setting = {
  /** when the measurement began, ISO 8601 */
  begun: string;
  version: string;
  /** what was asked for, as given */
  command: string[];
  host: string;
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
    version: packageVersion(),
    command: process.argv.slice(2),
    host: hostname(),
    processor: processors[0]?.model.trim() ?? 'processor unknown', // none where /proc is not mounted
    processors: processors.length,
    system: `${type()} ${release()} ${arch()}, ${version()}`,
    node: process.version,
    flags: process.execArgv,
    model: name,
    modelSha256: onnxSha256,
  };
}

export function describeSetting({
  begun,
  version,
  command,
  host,
  processor,
  processors,
  system,
  node,
  flags,
  model,
  modelSha256,
}: Setting): string {
  return `steercast ${version}: ${command.join(' ')}; ${begun.slice(0, 16)}Z on ${host}, ${counted(processors, 'processor')} (${processor}), ${system}, ${['Node', node, ...flags].join(' ')}; model ${model}, sha256 ${shortHash(modelSha256)}…`;
}
