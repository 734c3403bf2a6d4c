import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useFolders } from './folders.js';
import { listing, start } from './steercast.js';

const newFolder = useFolders();

describe('the demo', () => {
  it('trains, replays an unseen car, shows the model ahead of every baseline and writes a report', async () => {
    const folder = await newFolder();
    const { code, stdout, stderr } = await start([], folder, 'demo').ended;
    expect({ code, errors: stderr.match(/error|warn/gi) }).toEqual({ code: 0, errors: null });
    const table = stdout.split('\n').filter((line) => /^(model|persistence|linear|bicycle) /.test(line));
    const mae = Object.fromEntries(
      table.map((line): [string, number[]] => {
        const [name = '', ...cells] = line.trim().split(/ {2,}/);
        return [name, cells.slice(0, 6).map(Number)];
      }),
    );
    expect(Object.keys(mae)).toEqual(['model', 'persistence', 'linear', 'bicycle']);
    for (const [name, figures] of Object.entries(mae)) {
      expect(figures.every((figure) => figure > 0)).toBe(true);
      if (name !== 'model') expect(mae.model!.at(-1)).toBeLessThan(figures.at(-1)!);
    }
    mae.model!.forEach((figure, k) => expect(figure).toBeLessThan(mae.persistence![k]!));

    expect(stdout).toMatch(/^preview map: MAE [\d.]+ deg; recorded \(an oracle\): [\d.]+ deg/m);

    const files = Object.keys(await listing(folder));
    expect(files.filter((name) => !/^demo\/(drives|maps)\//.test(name))).toEqual([
      'demo',
      'demo/drives',
      'demo/maps',
      'demo/model',
      'demo/model/card.json',
      'demo/model/model.onnx',
      'demo/report.html',
      'demo/roads.map',
    ]);
    expect(await readFile(join(folder, 'demo/report.html'), 'utf8')).toMatch(/^<!doctype html>/i);
  }, 180_000);
});
