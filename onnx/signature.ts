import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { InputError } from '../core/input-error.js';
import { systemFault } from '../files/system-fault.js';

/**
 * A bundle's signature: Ed25519 (RFC 8032) over the bytes of `card.json`, in base64. The card holds the hash of
 * `model.onnx`, so one signature covers both.
 */
export const SIGNATURE_FILE = 'card.sig';
const KIND = 'ed25519';

/** A public key in PEM, as `openssl pkey -pubout` writes it. */
export const readPublicKey = (path: string): Promise<KeyObject> => readKey(path, PUBLIC);
/** A private key in PEM without a pass phrase, as `openssl genpkey -algorithm ed25519` writes it. */
export const readPrivateKey = (path: string): Promise<KeyObject> => readKey(path, PRIVATE);

/** One half of a pair: how it is read, what its PEM is not, and how one is made. */
type Half = { name: string; create: (pem: string) => KeyObject; other: string; made: string };
const PUBLIC: Half = {
  name: 'public',
  create: createPublicKey,
  other: 'private',
  made: 'openssl pkey -in PRIVATE -pubout -out FILE',
};
const PRIVATE: Half = {
  name: 'private',
  create: createPrivateKey,
  other: 'public',
  made: 'openssl genpkey -algorithm ed25519 -out FILE',
};

async function readKey(path: string, half: Half): Promise<KeyObject> {
  const expected = `an Ed25519 ${half.name} key (PEM)`;
  const pem = await readFile(path, 'utf8').catch((error: unknown) => {
    throw systemFault(error, expected, path);
  });
  const refused = (got: string) => new InputError(`expected ${expected}, got ${got} (${half.made} makes one; ${path})`);
  if (pem.includes(`${half.other.toUpperCase()} KEY-----`)) throw refused(`the ${half.other} half`);
  if (!pem.includes('KEY-----')) throw refused('a file without a key');
  if (/ENCRYPTED/.test(pem)) throw refused('one with a pass phrase');
  const key = tryTo(() => half.create(pem));
  if (!key) throw refused('one that is damaged');
  if (key.asymmetricKeyType !== KIND) throw refused(`one of ${key.asymmetricKeyType}`);
  return key;
}

function tryTo(create: () => KeyObject): KeyObject | undefined {
  try {
    return create();
  } catch {
    return undefined; // OpenSSL's reason is a number and the name of one of its functions
  }
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
