import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DriveKeeper } from '../../runtime/drive-keeper.js';

let folder: string;
let keeper: DriveKeeper;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keeper-'));
  keeper = new DriveKeeper({ folder, budget: 3500, remark: () => {} });
});
afterEach(() => rm(folder, { recursive: true }));

/** A part of 1000 bytes, the `number`-th in age, is begun. */
async function begin(number: number): Promise<void> {
  const path = join(folder, `drive.${number}.log`);
  await writeFile(path, Buffer.alloc(1000));
  await utimes(path, 1e9 + number, 1e9 + number);
  keeper.begin(path);
}
/** Predictions once a second from `from` to `to` (s), their error of late being `maeDeg`. */
function predict(from: number, to: number, maeDeg: number): void {
  for (let time = from; time < to; time++)
    keeper.add({ time, errors: { truths: 1, mae: { model: [maeDeg, maeDeg] } } });
}
const logs = async () =>
  (await readdir(folder)).filter((name) => name.endsWith('.log')).map((name) => Number(name.split('.')[1]));

describe('DriveKeeper', () => {
  it('lets the oldest parts go', async () => {
    for (let part = 0; part < 6; part++) {
      await begin(part);
      predict(60 * part, 60 * part + 60, 0.3);
    }
    expect(await logs()).toEqual([3, 4, 5]);
  });

  it('keeps the part with poor predictions, and its neighbours within 30 s of them', async () => {
    await begin(0);
    predict(0, 60, 0.3);
    await begin(1);
    predict(60, 80, 0.3);
    predict(80, 81, 3); // 20 s after the part began: the one before belongs to it too
    predict(81, 120, 0.3);
    for (let part = 2; part < 6; part++) {
      await begin(part);
      predict(60 * part, 60 * part + 60, 0.3);
    }
    expect(await logs()).toEqual([0, 1, 5]); // 2 began 39 s after them
  });

  it('keeps the part that begins within 30 s after poor predictions', async () => {
    await begin(0);
    predict(0, 59, 0.3);
    predict(59, 60, 3);
    for (let part = 1; part < 5; part++) {
      await begin(part);
      predict(60 * part, 60 * part + 60, 0.3);
    }
    expect(await logs()).toEqual([0, 1, 4]);
  });
});
