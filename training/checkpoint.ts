import { createHash } from 'node:crypto';
import { InputError } from '../core/input-error.js';
import type { FitProgress } from './fit.js';
import type { RunIdentity } from './run-identity.js';

/** A training as it stands after an epoch, and which training it is. */
export type Checkpoint = { run: RunIdentity; progress: FitProgress };

const FORMAT = 'steercast-checkpoint 1';

/** One line with the format and the hash of what follows, then JSON; float32 values as base64, little endian. */
export function encodeCheckpoint(checkpoint: Checkpoint): string {
  const body = JSON.stringify(checkpoint, (_, value: unknown) =>
    value instanceof Float32Array ? { float32: toBase64(value) } : value,
  );
  return `${FORMAT} ${sha256(body)}\n${body}\n`;
}

/** Refuses what is no checkpoint, or is damaged. */
export function parseCheckpoint(text: string, where: string): Checkpoint {
  const [head = '', body = ''] = text.split('\n', 2);
  if (!head.startsWith(`${FORMAT} `)) {
    throw new InputError(`expected a checkpoint ("${FORMAT} …"), got "${head.slice(0, 40)}" (${where})`);
  }
  const expected = head.slice(FORMAT.length + 1);
  if (sha256(body) !== expected) {
    throw new InputError(
      `expected a checkpoint with sha256 ${expected}, got ${sha256(body)}: it is damaged (${where})`,
    );
  }
  // as: its hash says that encodeCheckpoint wrote it
  return JSON.parse(body, (_, value: unknown) => (isFloat32(value) ? fromBase64(value.float32) : value)) as Checkpoint;
}

const isFloat32 = (value: unknown): value is { float32: string } =>
  typeof value === 'object' && value !== null && 'float32' in value;

const toBase64 = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

function fromBase64(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64')); // a copy, so that it begins where a float32 may
  return new Float32Array(bytes.buffer);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
