import { createHash, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../core/input-error.js';
import type { ModelCard } from '../core/model-card.js';
import { parseModelCard } from '../core/parse-model-card.js';
import { shortHash } from '../core/short-hash.js';
import { commitFiles } from '../files/commit-files.js';
import { systemFault } from '../files/system-fault.js';
import { oneLine } from './one-line.js';
import { OnnxSession } from './session.js';
import { SIGNATURE_FILE, verifySignature } from './signature.js';
import { verifyModel } from './verify-model.js';

export const CARD_FILE = 'card.json';
export const MODEL_FILE = 'model.onnx';

/** A model that has proved to be what its card says; whoever reads it releases the session. `model`: the file's bytes. */
export type ModelBundle = { card: ModelCard; session: OnnxSession; model: Uint8Array };

/** Writes the model and its card, with the model's hash in it, together or not at all; returns the written card. */
export async function writeBundle(
  dir: string,
  card: Omit<ModelCard, 'onnxSha256'>,
  onnxBytes: Uint8Array,
): Promise<ModelCard> {
  const cardPath = join(dir, CARD_FILE);
  const json = JSON.stringify({ ...card, onnxSha256: sha256(onnxBytes) }, null, 2) + '\n';
  const written = parseCard(json, cardPath); // JSON turns NaN into null: a card that no runtime takes is not written
  await commitFiles(
    new Map<string, string | Uint8Array>([
      [join(dir, MODEL_FILE), onnxBytes],
      [cardPath, json],
    ]),
  );
  return written;
}

/** Reads a bundle and checks all of it: card, hash, tensors, golden vectors; with a key, first the card's signature. */
export async function readBundle(dir: string, { key }: { key?: KeyObject | undefined } = {}): Promise<ModelBundle> {
  const cardPath = join(dir, CARD_FILE);
  const modelPath = join(dir, MODEL_FILE);
  const cardBytes = await readPart(cardPath);
  if (key) verifySignature(cardBytes, await readSignature(dir), key, cardPath);
  const card = parseCard(cardBytes.toString('utf8'), cardPath);
  const bytes = await readPart(modelPath);
  verifyHash(bytes, card, modelPath);
  const session = await OnnxSession.load(bytes).catch((error: unknown) => {
    if (error instanceof InputError) throw error; // ONNX Runtime itself is missing
    throw new InputError(`expected a model that ONNX Runtime takes, got "${oneLine(error)}" (${modelPath})`);
  });
  try {
    await verifyModel(session, card, modelPath);
  } catch (error) {
    await session.release();
    throw error;
  }
  return { card, session, model: bytes };
}

async function readPart(path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    throw systemFault(error, `a model bundle (${CARD_FILE} and ${MODEL_FILE})`, path);
  });
}

const readSignature = (dir: string): Promise<string | undefined> =>
  readFile(join(dir, SIGNATURE_FILE), 'utf8').catch(() => undefined);

function parseCard(json: string, where: string): ModelCard {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new InputError(`expected a model card (JSON), got "${oneLine(error)}" (${where})`);
  }
  return parseModelCard(value, where);
}

function verifyHash(bytes: Uint8Array, card: ModelCard, where: string): void {
  const expected = shortHash(card.onnxSha256);
  const got = sha256(bytes);
  if (got === card.onnxSha256) return;
  throw new InputError(
    `expected the model of its card, sha256 ${expected}…, got ${shortHash(got)}…, ${bytes.length} bytes (${where})`,
  );
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
