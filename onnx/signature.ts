import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { InputError } from '../core/input-error.js';
import { systemFault } from '../files/system-fault.js';
import { oneLine } from './one-line.js';

/**
 * A bundle's signature: Ed25519 (RFC 8032) over the bytes of `card.json`, in base64. The card holds the hash of
 * `model.onnx`, so one signature covers both.
 */
export const SIGNATURE_FILE = 'card.sig';
const KIND = 'ed25519';

/** A public key in PEM, as `openssl pkey -pubout` writes it. */
export const readPublicKey = (path: string): Promise<KeyObject> => readKey(path, 'public', createPublicKey);
/** A private key in PEM without a pass phrase, as `openssl genpkey -algorithm ed25519` writes it. */
export const readPrivateKey = (path: string): Promise<KeyObject> => readKey(path, 'private', createPrivateKey);

async function readKey(path: string, half: string, create: (pem: string) => KeyObject): Promise<KeyObject> {
  const expected = `an Ed25519 ${half} key (PEM)`;
  const pem = await readFile(path, 'utf8').catch((error: unknown) => {
    throw systemFault(error, expected, path);
  });
  let key: KeyObject;
  try {
    if (half === 'public' && pem.includes('PRIVATE KEY')) throw new Error('a private key');
    if (half === 'private' && pem.includes('PUBLIC KEY')) throw new Error('a public key');
    key = create(pem);
  } catch (error) {
    throw new InputError(`expected ${expected}, got "${oneLine(error)}" (${path})`);
  }
  if (key.asymmetricKeyType === KIND) return key;
  throw new InputError(`expected ${expected}, got one of ${key.asymmetricKeyType} (${path})`);
}

/** The text of the signature file. */
export const signCard = (card: Uint8Array, key: KeyObject): string => `${sign(null, card, key).toString('base64')}\n`;

/** Refuses a card whose signature is missing or not by the key; `signature` is the file's text, undefined for none. */
export function verifySignature(card: Uint8Array, signature: string | undefined, key: KeyObject, where: string): void {
  if (signature === undefined) {
    throw new InputError(`expected a signed bundle (${SIGNATURE_FILE}; steercast sign makes it), got none (${where})`);
  }
  if (verify(null, card, key, Buffer.from(signature, 'base64'))) return;
  throw new InputError(`expected a card signed with the configured key, got another card or key (${where})`);
}
