import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { prepareSession } from '../../cli/prepare-session.js';
import { Session } from '../../cli/run-session.js';
import { writeBundle } from '../../onnx/bundle.js';
import { ModelStore } from '../../onnx/model-store.js';
import { encodeOnnxModel } from '../../onnx/onnx-model.js';
import { FakeDriver } from '../can/live/fake-driver.js';
import { linearCard, linearGraph } from '../onnx/linear-bundle.js';
import { useFolders } from './folders.js';

const newFolder = useFolders();

it('a session that is opened after another model has become the champion tries that one', async () => {
  const folder = await newFolder();
  const bundle = join(folder, 'bundle');
  const { onnxSha256 } = await writeBundle(bundle, linearCard(), encodeOnnxModel(linearGraph()));
  const store = new ModelStore(join(folder, 'store'));
  (await store.lock())();
  const deploy = async () => store.promote(await store.install(bundle, onnxSha256));
  const config = join(folder, 'run.yaml');
  await writeFile(config, 'model: store/champion\nvehicle: synthetic\ninterface: can0\noutput:\n  stdout: false\n');
  const driver = new FakeDriver();
  driver.add('can0');
  const told: string[] = [];
  await deploy();
  const prepared = await prepareSession({ config, dry: false, driver, remark: (text) => told.push(text) });
  await deploy();
  const session = await Session.open(prepared, {
    onPrediction() {},
    status: () => Promise.reject(new Error()),
    goesOn: false,
  });
  await session.look();
  await expect.poll(() => told).toContainEqual(expect.stringMatching(/^0002-\S+ runs in the shadow of 0001-/));
  expect((await store.models()).map(({ wasUsed }) => wasUsed)).toEqual([true, false]);
  await session.close();
  await prepared.bundle.session.release();
});
