import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { readBundle } from '../../onnx/bundle.js';
import type { ModelStore } from '../../onnx/model-store.js';

/** ms in which a process gets through several deployments, rollbacks and prunings */
const LONGEST = 80;

/**
 * Kills as many processes as there are rounds, each at a random moment of its deployments, promotions and rollbacks of
 * `bundle`, and looks after each whether there is one champion and it is whole. The next one starts meanwhile.
 */
export async function killRounds(
  rounds: number,
  { store, bundle, sha256 }: { store: ModelStore; bundle: string; sha256: string },
): Promise<void> {
  const start = async (): Promise<ChildProcess> => {
    const child = fork(join(import.meta.dirname, 'deploy-for-ever.mjs'), [store.root, bundle, sha256]);
    await once(child, 'message');
    return child;
  };
  let next = start();
  for (let round = 0; round < rounds; round++) {
    const child = await next;
    if (round + 1 < rounds) next = start();
    child.send('go');
    await wait(Math.random() * LONGEST);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expectOneWholeChampion(store);
  }
}

/** What has a name is whole, and one of them is in use. */
export async function expectOneWholeChampion(store: ModelStore): Promise<void> {
  expect((await lstat(store.championPath)).isSymbolicLink()).toBe(true);
  await (await readBundle(store.championPath)).session.release();
  for (const { path } of await store.models()) {
    const { onnxSha256 } = JSON.parse(await readFile(join(path, 'card.json'), 'utf8')) as { onnxSha256: string }; // as: ours
    expect(path).toContain(onnxSha256.slice(0, 12));
  }
}
