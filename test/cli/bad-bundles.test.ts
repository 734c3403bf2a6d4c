import { cp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeOnnxModel } from '../../onnx/onnx-model.js';
import type { Golden } from '../../core/model-card.js';
import { linearCard, linearGraph } from '../onnx/linear-bundle.js';
import { DEFAULT_MODEL, smallDrive, toCsv } from './drive-files.js';
import { useFolders } from './folders.js';
import { refusal, sha256, steercast } from './steercast.js';

const newFolder = useFolders();

/** A folder with a drive, and in `model/` a spoilt copy of a good bundle. */
async function spoilt(spoil: (model: string) => Promise<unknown>): Promise<string> {
  const folder = await newFolder();
  await writeFile(join(folder, 'drive.csv'), toCsv(smallDrive(40)));
  await cp(DEFAULT_MODEL, join(folder, 'model'), { recursive: true });
  await spoil(join(folder, 'model'));
  return folder;
}

/** The line that `replay` says of it. */
async function refused(folder: string): Promise<string> {
  return refusal(['replay', 'drive.csv', '--model', 'model', '--out', 'out.csv'], folder);
}

/** Another model, in the folder of a bundle. */
async function writeLinearModel(model: string): Promise<Buffer> {
  const bytes = Buffer.from(encodeOnnxModel(linearGraph()));
  await writeFile(join(model, 'model.onnx'), bytes);
  return bytes;
}

async function editCard(model: string, edit: (card: Record<string, unknown>) => unknown): Promise<void> {
  const path = join(model, 'card.json');
  const card = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>; // as: a card is an object
  edit(card);
  await writeFile(path, JSON.stringify(card));
}

const SHA = '[0-9a-f]{12}…';
const OTHER_HASH = new RegExp(
  `^steercast: expected the model of its card, sha256 ${SHA}, got ${SHA}, \\d+ bytes \\(model/model\\.onnx\\)$`,
);

describe('replay and evaluate refuse a bundle', () => {
  it.concurrent.each([0, -1])('whose model is cut to %d bytes', async (length) => {
    const folder = await spoilt(async (model) => {
      const path = join(model, 'model.onnx');
      await truncate(path, length < 0 ? (await readFile(path)).length + length : length);
    });
    expect(await refused(folder)).toMatch(OTHER_HASH);
  });

  it.concurrent('whose model has one bit flipped', async () => {
    const folder = await spoilt(async (model) => {
      const path = join(model, 'model.onnx');
      const bytes = await readFile(path);
      bytes[Math.floor(0.9 * bytes.length)]! ^= 1;
      await writeFile(path, bytes);
    });
    expect(await refused(folder)).toMatch(OTHER_HASH);
  });

  it.concurrent('whose card belongs to another model', async () => {
    const folder = await spoilt(writeLinearModel);
    expect(await refused(folder)).toMatch(OTHER_HASH);
    const evaluate = ['evaluate', 'drive.csv', '--model', 'model', '--json', '--report', 'report.html'];
    expect(await refusal(evaluate, folder)).toMatch(OTHER_HASH);
  });

  it.concurrent('whose model does not give the answers of its card', async () => {
    const folder = await spoilt((model) =>
      editCard(model, (card) => ((card.golden as Golden[])[2]!.steeringAngleDeg[3]! += 0.01)),
    );
    expect(await refused(folder)).toMatch(
      /expected the model to answer golden\[2\], step 4, with \S+ deg, got \S+ deg \(model\/model\.onnx\)$/,
    );
  });

  it.concurrent('whose model has another shape than its card says', async () => {
    const folder = await spoilt(async (model) => {
      const bytes = await writeLinearModel(model);
      await editCard(model, (card) => (card.onnxSha256 = sha256(bytes)));
    });
    expect(await refused(folder)).toBe(
      'steercast: expected input features [N, 35] as the card says, got features [N, 9]; ' +
        'expected output steeringAngleDeg [N, 5] as the card says, got steeringAngleDeg [N, 3]; ' +
        'expected output lower [N, 5] as the card says, got steeringAngleDeg [N, 3]; ' +
        'expected output upper [N, 5] as the card says, got steeringAngleDeg [N, 3] (model/model.onnx)',
    );
  });

  it.concurrent('whose model is no ONNX file, hash and all', async () => {
    const folder = await spoilt(async (model) => {
      await writeFile(join(model, 'model.onnx'), 'weights');
      await editCard(model, (card) => (card.onnxSha256 = sha256('weights')));
    });
    expect(await refused(folder)).toMatch(/expected a model that ONNX Runtime takes, got ".+" \(model\/model\.onnx\)$/);
  });

  it.concurrent('whose card lacks keys or has wrong ones, all named at once', async () => {
    const folder = await spoilt((model) =>
      editCard(model, (card) => {
        delete card.signs;
        card.dt = 0;
        card.units = { ...(card.units as object), vEgo: 'km/h' };
      }),
    );
    const line = await refused(folder);
    expect(line).toContain('expected signs to be "left-positive", got nothing');
    expect(line).toContain('expected dt to be a number of seconds > 0, got 0');
    expect(line).toMatch(/expected units to be .*"vEgo":"m\/s".*, got .*"vEgo":"km\/h".* \(model\/card\.json\)$/);
  });

  it.concurrent('with a feature that is not known', async () => {
    const folder = await spoilt((model) =>
      editCard(model, (card) => (card.featureNames = (card.featureNames as string[]).with(3, 'yawRate[i-2]'))),
    );
    expect(await refused(folder)).toMatch(/expected a feature of .*, got "yawRate\[i-2\]".* \(model\/card\.json\)$/);
  });

  it.concurrent('of another format, without a card that can be read, or without one of its files', async () => {
    const newer = await spoilt((model) => editCard(model, (card) => (card.formatVersion = 99)));
    expect(await refused(newer)).toBe('steercast: expected formatVersion to be 1, got 99 (model/card.json)');
    const cut = await spoilt((model) => truncate(join(model, 'card.json'), 1000));
    expect(await refused(cut)).toMatch(/expected a model card \(JSON\), got ".+" \(model\/card\.json\)$/);
    for (const part of ['card.json', 'model.onnx']) {
      const folder = await spoilt((model) => rm(join(model, part)));
      expect(await refused(folder)).toBe(
        `steercast: expected a model bundle (card.json and model.onnx), got no such file or folder (model/${part})`,
      );
    }
  });
});

describe('replay', () => {
  it.concurrent('takes the history and the horizon from the card', async () => {
    const folder = await spoilt(async (model) => {
      const bytes = await writeLinearModel(model);
      await writeFile(join(model, 'card.json'), JSON.stringify({ ...linearCard(), onnxSha256: sha256(bytes) }));
    });
    await steercast(['replay', 'drive.csv', '--model', 'model', '--out', 'out.csv'], folder);
    const [header, first, second] = (await readFile(join(folder, 'out.csv'), 'utf8')).split('\n');
    expect(header).toBe('t,state,step1,step2,step3,reasons');
    expect(first).toBe('0,INIT,,,,WINDOW_FILLING');
    expect(second).toMatch(/^0\.1,(VALID|DEGRADED),-?[\d.]+,-?[\d.]+,-?[\d.]+,/);
  });
});
