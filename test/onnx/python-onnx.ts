/** An independent judge of the files that we write: the checker of Debian's python3-onnx. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const PYTHON = '/usr/bin/python3';
// -I: without it Python takes a folder named onnx in the working directory for the package.
const run = (script: string, input?: Uint8Array) =>
  spawnSync(PYTHON, ['-I', '-c', script], { input, encoding: 'utf8' });

const CHECK = `
import json, sys, onnx
model = onnx.load_model_from_string(sys.stdin.buffer.read())
onnx.checker.check_model(model, full_check=True)
opsets = {entry.domain: entry.version for entry in model.opset_import}
print(json.dumps({"irVersion": model.ir_version, "opsets": opsets, "producer": model.producer_name}))
`;

export type CheckedModel = { irVersion: number; opsets: Record<string, number>; producer: string };

/** Says so in one line where the judge is missing. */
export function hasPythonOnnx(): boolean {
  const found = run('import onnx.checker').status === 0;
  if (!found) console.warn(`skipped: the ONNX checker needs Debian's python3-onnx (${PYTHON})`);
  return found;
}

/** Takes a file's bytes or its path; throws what the checker says against it. */
export function checkOnnx(model: Uint8Array | string): CheckedModel {
  const { status, stdout, stderr } = run(CHECK, typeof model === 'string' ? readFileSync(model) : model);
  if (status !== 0) throw new Error(`expected a valid ONNX model, got: ${stderr}`);
  return JSON.parse(stdout) as CheckedModel; // as: CHECK prints it
}
