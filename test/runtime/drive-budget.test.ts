import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdBudget, keepLog } from '../../runtime/drive-budget.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'budget-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A log of 1000 bytes, `age` seconds old. */
async function log(name: string, age: number): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, Buffer.alloc(1000));
  await utimes(path, 1e9 - age, 1e9 - age);
  return path;
}
const hold = (budget: number, open = '') => holdBudget(folder, budget, open);

describe('holdBudget', () => {
  it('removes nothing within the budget', async () => {
    await log('a.log', 2);
    await log('b.log', 1);
    expect(hold(2000)).toEqual([]);
    expect(await readdir(folder)).toEqual(['a.log', 'b.log']);
  });

  it('removes the oldest first, with the events of its session', async () => {
    await log('b.log', 2);
    await log('a.log', 1);
    await writeFile(join(folder, 'b.log.events'), 'events');
    expect(hold(1999)).toEqual([join(folder, 'b.log')]);
    expect(await readdir(folder)).toEqual(['a.log']);
  });

  it('keeps the events of a session as long as any of its parts', async () => {
    await log('a.log', 9);
    await log('a.1.log', 8);
    const open = await log('a.2.log', 1);
    await writeFile(join(folder, 'a.log.events'), Buffer.alloc(500));
    expect(hold(2500, open)).toEqual([join(folder, 'a.log')]);
    expect(await readdir(folder)).toEqual(['a.1.log', 'a.2.log', 'a.log.events']);
    expect(hold(0, open)).toEqual([join(folder, 'a.1.log')]);
    expect(await readdir(folder)).toEqual(['a.2.log', 'a.log.events']);
    expect(hold(0)).toEqual([open]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('counts the events of each session once', async () => {
    for (const name of ['a.log', 'a.1.log', 'b.log']) await log(name, name === 'b.log' ? 1 : 9);
    for (const name of ['a', 'b']) await writeFile(join(folder, `${name}.log.events`), Buffer.alloc(500));
    expect(hold(4000)).toEqual([]);
    expect(hold(3999)).toHaveLength(1);
    expect(hold(2000)).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['b.log', 'b.log.events']);
    expect(hold(1500)).toEqual([]);
    expect(hold(1499)).toHaveLength(1);
  });

  it('keeps logs with poor predictions while there are others', async () => {
    keepLog(await log('poor.log', 9));
    await log('old.log', 5);
    await log('new.log', 1);
    expect(hold(1500)).toEqual([join(folder, 'old.log'), join(folder, 'new.log')]);
    expect(await readdir(folder)).toEqual(['poor.log', 'poor.log.keep']);
    expect(hold(999)).toEqual([join(folder, 'poor.log')]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps the log that is being written, whatever its size', async () => {
    const open = await log('open.log', 9);
    await log('b.log', 1);
    expect(hold(500, open)).toEqual([join(folder, 'b.log')]);
  });

  it('counts and removes logs alone', async () => {
    await writeFile(join(folder, 'notes.txt'), Buffer.alloc(5000));
    await log('a.log', 1);
    expect(hold(1000)).toEqual([]);
  });
});
