import { faultText } from '../core/fault-text.js';

/** An error's message on one line: parsers and ONNX Runtime break theirs, or quote lines of the file. */
export function oneLine(error: unknown): string {
  return faultText(error).replace(/\s+/g, ' ').trim();
}
