import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { lockStore } from '../../cli/store-options.js';
import { ModelStore } from '../../onnx/model-store.js';
import { DEFAULT_MODEL, smallDrive, toCsv } from './drive-files.js';
import { useFolders } from './folders.js';
import { refusal, start, steercast } from './steercast.js';

const newFolder = useFolders();

describe('one line tells', () => {
  it.concurrent('that a drive file is gzipped', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'a.csv.gz'), gzipSync(toCsv(smallDrive(40))));
    expect(await refusal(['inspect', 'a.csv.gz'], folder)).toBe(
      'steercast: expected a drive file, got a gzipped one: unpack it (a.csv.gz)',
    );
    await writeFile(join(folder, 'log.csv.gz'), gzipSync('(1.000000) can0 0D2#00\n'.repeat(100)));
    expect((await steercast(['inspect', 'log.csv.gz'], folder)).stdout).toContain('log.csv.gz: CAN log');
  });

  it.concurrent('that there is no workbook for --sheet', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'a.csv'), toCsv(smallDrive(40)));
    const { code, stderr } = await start(['inspect', 'a.csv', '--sheet', 'drive'], folder).ended;
    expect([code, stderr]).toEqual([0, '--sheet drive is not used: there is no workbook\n']);
  });

  it.concurrent('what is passed over above a header, to whoever reads the drive', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'a.csv'), `# car 7\n${toCsv(smallDrive(80))}`);
    const { code, stderr } = await start(['evaluate', 'a.csv', '--model', DEFAULT_MODEL], folder).ended;
    expect(code).toBe(0);
    expect(stderr.split('\n')).toContain('a.csv: header below 1 line that is passed over');
    const { stdout } = await start(['inspect', 'a.csv'], folder).ended;
    expect(stdout).toContain('remark: header below 1 line that is passed over\n');
    expect(stdout).toContain('signs and units: nothing looks wrong');
  });

  it.concurrent('what a network is by its card, or that it has none', async () => {
    const folder = await newFolder();
    const { stdout } = await start(['inspect', join(DEFAULT_MODEL, 'model.onnx')], folder).ended;
    expect(stdout).toContain(`${DEFAULT_MODEL}: model bundle, verified`);
    expect(await refusal(['inspect', 'nowhere/model.onnx'], folder)).toMatch(
      /no such file or folder \(nowhere\/model\.onnx\)$/,
    );
    await copyFile(join(DEFAULT_MODEL, 'model.onnx'), join(folder, 'model.onnx'));
    expect(await refusal(['inspect', 'model.onnx'], folder)).toBe(
      'steercast: expected card.json beside the network, which train writes with it, got none (model.onnx)',
    );
  });

  it.concurrent('which folder a model can not be deployed to, and the option for another', async () => {
    expect(await refusal(['deploy', DEFAULT_MODEL, '--store', '/proc/store'], await newFolder())).toMatch(
      /^steercast: expected a folder that can be written, .* \(\/proc\/store\/models\); --store names another/,
    );
    const fault: unknown = await lockStore(new ModelStore('/proc/store')).catch((error: unknown) => error);
    expect(fault).toMatchObject({ cause: { message: expect.stringContaining('that can be written') as string } });
  });

  it.concurrent(
    'that a model is worse than persistence by its own test, when it is made and when it is deployed',
    async () => {
      const folder = await newFolder();
      await writeFile(join(folder, 'a.csv'), toCsv(smallDrive(200)));
      const training = ['train', 'a.csv', '--split', 'seed', '--epochs', '1', '--out', 'model'];
      const { stderr } = await steercast([...training, '--learning-rate', '1e6'], folder);
      const remark =
        /^response-dense is worse than persistence on its own test, MAE \d+\.\d{3} against \d\.\d{3} deg: not to be used$/gm;
      expect(stderr.match(remark)).toHaveLength(1);
      expect((await steercast(['deploy', 'model', '--store', 'store'], folder)).stderr.match(remark)).toHaveLength(1);
      const good = await steercast(['deploy', DEFAULT_MODEL, '--store', 'other'], folder);
      expect(good.stderr).not.toContain('persistence');
    },
  );

  it.concurrent('how many steps are in no figure of evaluate, and why, where they are many', async () => {
    const folder = await newFolder();
    const until = (valid: number) =>
      smallDrive(200, 20, 20 + valid / 10).map((row, k) => ({ ...row, Valid: k < valid ? 1 : 0 }));
    await writeFile(join(folder, 'part.csv'), toCsv(until(40)));
    await writeFile(join(folder, 'none.csv'), toCsv(until(3)));
    await writeFile(join(folder, 'whole.csv'), toCsv(until(200)));
    const told = async (...drives: string[]) => (await steercast(['evaluate', ...drives], folder)).stderr;
    expect(await told('part.csv')).toMatch(
      /^31 of 200 steps scored; the others: 160 SAMPLE_INVALID, 5 NO_PREVIEW, 4 WINDOW_FILLING$/m,
    );
    expect(await told('part.csv', 'none.csv')).toMatch(/^31 of 400 steps scored; the others: 357 SAMPLE_INVALID, /m);
    expect(await told('whole.csv')).not.toContain('scored');
  });

  it.concurrent('who else changes the models of a store, which no other option helps with', async () => {
    const store = new ModelStore(await newFolder());
    const unlock = await lockStore(store);
    await expect(lockStore(store)).rejects.toThrow(
      new RegExp(`got a change of these models already \\(process ${process.pid}, .*lock\\)$`),
    );
    unlock();
  });
});
