/** A vehicle with a key takes what was signed with it, bit for bit, and nothing else. */
import { generateKeyPairSync } from 'node:crypto';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../files/package-root.js';
import { useFolders } from './folders.js';
import { listing, refusal, steercast } from './steercast.js';

const newFolder = useFolders();
const DEPLOY = ['deploy', 'bundle', '--store', 'store', '--public-key', 'public.pem'];
const CARD =
  /^steercast: expected a card signed with the configured key, got another card or key \(bundle\/card\.json\)$/;
let folder: string;

beforeAll(async () => {
  folder = await newFolder();
  for (const name of ['', 'other-']) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    await writeFile(join(folder, `${name}private.pem`), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await writeFile(join(folder, `${name}public.pem`), publicKey.export({ type: 'spki', format: 'pem' }));
  }
  await fresh();
  await steercast(['sign', 'bundle', '--key', 'private.pem'], folder);
  await cp(join(folder, 'bundle'), join(folder, 'signed'), { recursive: true });
  await steercast(DEPLOY, folder);
}, 60_000);

const fresh = (from = join(packageRoot(), 'models/default')) =>
  cp(from, join(folder, 'bundle'), { recursive: true, force: true });

/** One bit of the byte at that share of the file is another one. */
async function flip(name: string, share: number): Promise<void> {
  const path = join(folder, 'bundle', name);
  const bytes = await readFile(path);
  bytes[Math.floor(share * (bytes.length - 1))]! ^= 1;
  await writeFile(path, bytes);
}

it('makes no second copy of the champion', async () => {
  await fresh(join(folder, 'signed'));
  const { stderr } = await steercast(DEPLOY, folder);
  expect(stderr).toMatch(/^0001-\S+ is that model, and the champion already /);
  expect(await readdir(join(folder, 'store/models'))).toHaveLength(1);
});

describe('deploy with a key refuses', () => {
  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['a card with one bit flipped', () => flip('card.json', 0.4), CARD],
    ['a signature with one bit flipped', () => flip('card.sig', 0.3), CARD],
    [
      'a model with one bit flipped',
      () => flip('model.onnx', 0.7),
      /^steercast: expected the model of its card, sha256 /,
    ],
    [
      'a bundle without a signature',
      () => rm(join(folder, 'bundle/card.sig')),
      /^steercast: expected a signed bundle \(card\.sig; steercast sign makes it\), got none/,
    ],
    [
      'a bundle signed with another key',
      () => steercast(['sign', 'bundle', '--key', 'other-private.pem'], folder),
      CARD,
    ],
  ])('%s', { timeout: 30_000 }, async (_, spoil, why) => {
    await fresh(join(folder, 'signed'));
    await spoil();
    const before = await listing(join(folder, 'store'));
    expect(await refusal(DEPLOY, folder)).toMatch(why);
    expect(await listing(join(folder, 'store'))).toEqual(before);
  });
});
