import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openVerification } from '../../cli/verify.js';
import { useFolders } from './folders.js';

const newFolder = useFolders();
const HEAD = 't,state,step1,reasons\n0,INIT,,WINDOW_FILLING\n';
const MODEL = 'the model m, sha256 1234…';

async function holdAgainst(written: string, lines: readonly string[]): Promise<string> {
  const path = join(await newFolder(), 'out.csv');
  await writeFile(path, written);
  const verification = await openVerification(path, MODEL);
  try {
    for (const line of lines) verification.write(line);
    return 'the same';
  } catch (error) {
    return (error as Error).message.replace(path, 'out.csv'); // as: Refuted
  }
}

it('says that something else was asked where the first angles differ already, else which line does', async () => {
  const written = `${HEAD}1,VALID,2.5,\n2,VALID,2.75,\n`;
  expect(await holdAgainst(written, [HEAD, '1,VALID,2.4,\n'])).toBe(
    `the first angles differ already, so something else was asked: another model than ${MODEL} (--model), or another --preview, --vehicle, --columns, --units, --right-positive, --row-dt, --state or --executor: expected 1,VALID,2.5,, got 1,VALID,2.4, (out.csv:3)`,
  );
  const second = await holdAgainst(written, [HEAD, '1,VALID,2.5,\n', '2,VALID,2.7,\n']);
  expect(second).toBe('expected 2,VALID,2.75,, got 2,VALID,2.7, (out.csv:4)');
  const state = await holdAgainst(written, [HEAD, '1,INVALID,,CAN_ERROR\n']);
  expect(state).toBe('expected 1,VALID,2.5,, got 1,INVALID,,CAN_ERROR (out.csv:3)');
  expect(await holdAgainst(written, [HEAD, '1,VALID,2.5,\n'])).toBe('the same');
});
