import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { readBundle } from '../../onnx/bundle.js';
import type { ModelStore } from '../../onnx/model-store.js';

type Deployed = { stores: readonly ModelStore[]; bundle: string; sha256: string };

/** Processes that start while another one works: most of a round is a start. */
const AHEAD = 2;

/**
 * Kills as many processes as are asked for, each at a random moment of its deployments, promotions and rollbacks of
 * `bundle` in all of the stores at once, and looks after each whether every store has one champion and it is whole.
 */
export async function killRounds(kills: number, { stores, bundle, sha256 }: Deployed): Promise<void> {
  const start = async (): Promise<ChildProcess> => {
    const child = fork(
      join(import.meta.dirname, 'deploy-for-ever.mjs'),
      [bundle, sha256, ...stores.map(({ root }) => root)],
      { execArgv: [] },
    );
    await once(child, 'message');
    return child;
  };
  const ahead: Promise<ChildProcess>[] = [];
  let longest = 0;
  try {
    for (let kill = 0; kill < kills; kill++) {
      while (ahead.length < Math.min(1 + AHEAD, kills - kill)) ahead.push(start());
      const child = await ahead.shift()!;
      child.send('go');
      // each second one only after it has been through all of it, so that as much is done on a machine that is busy
      if (kill % 2 === 0) longest = await timeThrough(child, stores.length);
      await wait(Math.random() * longest);
      child.kill('SIGKILL');
      await once(child, 'exit');
      for (const store of stores) await expectOneWholeChampion(store);
    }
  } finally {
    for (const child of ahead) (await child).kill('SIGKILL');
  }
}

/** ms that this machine takes to go through all of it in each store, with nothing compiled yet, as every process begins */
async function timeThrough(child: ChildProcess, stores: number): Promise<number> {
  const begin = performance.now();
  let left = stores;
  await new Promise<void>((through, ended) => {
    child.on('message', () => --left === 0 && through());
    child.once('exit', (code) => ended(new Error(`expected deployments for ever, got exit code ${code}`)));
  });
  return performance.now() - begin;
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
