import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shortHash } from '../core/short-hash.js';
import type { Command } from 'commander';
import { commitFiles } from '../files/commit-files.js';
import { CARD_FILE, readBundle } from '../onnx/bundle.js';
import { readPrivateKey, signCard, SIGNATURE_FILE } from '../onnx/signature.js';

export function registerSign(program: Command): void {
  program
    .command('sign')
    .description(`sign a bundle: writes ${SIGNATURE_FILE} beside its card, which holds the hash of its model`)
    .argument('<bundle>', 'folder of the bundle')
    .requiredOption('--key <file>', 'Ed25519 private key, PEM (required; openssl genpkey -algorithm ed25519)')
    .action(sign);
}

async function sign(dir: string, { key: keyPath }: { key: string }): Promise<void> {
  const key = await readPrivateKey(keyPath);
  const { session, card } = await readBundle(dir); // what is signed is whole
  await session.release();
  const path = join(dir, SIGNATURE_FILE);
  await commitFiles(new Map([[path, signCard(await readFile(join(dir, CARD_FILE)), key)]]));
  console.error(`${card.name}, sha256 ${shortHash(card.onnxSha256)}…: signed (${path})`);
}
