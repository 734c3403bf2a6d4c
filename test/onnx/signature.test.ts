import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBundle, writeBundle } from '../../onnx/bundle.js';
import { encodeOnnxModel } from '../../onnx/onnx-model.js';
import { readPrivateKey, readPublicKey, signCard } from '../../onnx/signature.js';
import { linearCard, linearGraph } from './linear-bundle.js';

const { publicKey: key, privateKey } = generateKeyPairSync('ed25519');
const pem = { type: 'pkcs8', format: 'pem' } as const;

let dir: string;
const card = () => join(dir, 'card.json');
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'signature-'));
  await writeBundle(dir, linearCard(), encodeOnnxModel(linearGraph()));
});
afterEach(() => rm(dir, { recursive: true }));

const sign = async (by = privateKey) => writeFile(join(dir, 'card.sig'), signCard(await readFile(card()), by));
const read = async () => (await readBundle(dir, { key })).session.release();

/** Flips the lowest bit of the byte at `share` of the file. */
async function flip(path: string, share: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[Math.floor(share * (bytes.length - 1))]! ^= 1;
  await writeFile(path, bytes);
}

describe('a configured key', () => {
  it('takes a bundle that its private half has signed', async () => {
    await sign();
    await read();
  });

  it('refuses a bundle without a signature', async () => {
    await expect(read()).rejects.toThrow(
      `expected a signed bundle (card.sig; steercast sign makes it), got none (${card()})`,
    );
  });

  it('refuses a signature by another key', async () => {
    await sign(generateKeyPairSync('ed25519').privateKey);
    await expect(read()).rejects.toThrow('expected a card signed with the configured key');
  });

  it.each([0, 0.25, 0.5, 0.75, 1])('refuses a card with one bit flipped at %f of it', async (share) => {
    await sign();
    await flip(card(), share);
    await expect(read()).rejects.toThrow('expected a card signed with the configured key');
  });

  it.each([0.1, 0.5, 0.9])(
    'refuses a model with one bit flipped at %f of it, by the hash in the signed card',
    async (share) => {
      await sign();
      await flip(join(dir, 'model.onnx'), share);
      await expect(read()).rejects.toThrow('expected the model of its card');
    },
  );

  it('refuses a signature with one bit flipped, or cut short', async () => {
    await sign();
    const path = join(dir, 'card.sig');
    const whole = await readFile(path, 'utf8');
    const bytes = Buffer.from(whole, 'base64');
    bytes[5]! ^= 1;
    for (const text of [bytes.toString('base64'), whole.slice(0, 40), '', 'no base64 at all']) {
      await writeFile(path, text);
      await expect(read()).rejects.toThrow('expected a card signed with the configured key');
    }
  });
});

describe('a key file', () => {
  const file = () => join(dir, 'key.pem');

  it('is an Ed25519 key in PEM', async () => {
    await writeFile(file(), privateKey.export(pem));
    expect((await readPrivateKey(file())).type).toBe('private');
    await writeFile(file(), key.export({ type: 'spki', format: 'pem' }));
    expect((await readPublicKey(file())).type).toBe('public');
  });

  it('is refused where it is missing, no key, of another kind or the wrong half', async () => {
    const wantsPublic = (got: string) =>
      expect(readPublicKey(file())).rejects.toThrow(
        `expected an Ed25519 public key (PEM), got ${got} (openssl pkey -in PRIVATE -pubout -out FILE makes one; ${file()})`,
      );
    const wantsPrivate = (got: string) =>
      expect(readPrivateKey(file())).rejects.toThrow(
        `expected an Ed25519 private key (PEM), got ${got} (openssl genpkey -algorithm ed25519 -out FILE makes one; ${file()})`,
      );
    await expect(readPublicKey(file())).rejects.toThrow('expected an Ed25519 public key (PEM), got no such file');
    for (const text of ['no key', '', '\0\u{ffff}']) {
      await writeFile(file(), text);
      await wantsPublic('a file without a key');
      await wantsPrivate('a file without a key');
    }
    await writeFile(file(), generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export(pem));
    await wantsPrivate('one of rsa');
    const text = String(privateKey.export(pem));
    await writeFile(file(), text);
    await wantsPublic('the private half');
    await writeFile(file(), text.replace(/\nM.{20}/, '\n'));
    await wantsPrivate('one that is damaged');
    await writeFile(file(), privateKey.export({ ...pem, cipher: 'aes-256-cbc', passphrase: 'secret' }));
    await wantsPrivate('one with a pass phrase');
    await writeFile(file(), key.export({ type: 'spki', format: 'pem' }));
    await wantsPrivate('the public half');
  });
});
