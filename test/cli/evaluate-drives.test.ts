import { join } from 'node:path';
import { expect, it } from 'vitest';
import { evaluateDrives } from '../../cli/evaluate-drives.js';
import { traceOf } from '../../drives/drive-trace.js';
import { simulateDrive } from '../../drives/synthetic/simulate-drive.js';
import { VEHICLES } from '../../drives/synthetic/vehicle.js';
import { readBundle } from '../../onnx/bundle.js';

it('keeps the hash of the file, by which two models are held against each other, whatever one card knows of it', async () => {
  const bundle = await readBundle(join(import.meta.dirname, '../../models/default'));
  const { name, rows } = simulateDrive({ seed: 5, road: 'country', vehicle: VEHICLES[0]!, seconds: 20 });
  const drive = { name, rows, sha256: 'this file' };
  const record = { name, sha256: 'another file', rows: rows.length, trace: traceOf(drive) };
  const { card } = bundle;
  const training = { ...card.training, drives: { train: [record], validation: [], test: [] } };
  try {
    const told = { ...bundle, card: { ...card, training } };
    const { drives } = await evaluateDrives([drive], told, { preview: 'recorded' });
    expect(drives.map(({ sha256 }) => sha256)).toEqual(['this file']);
  } finally {
    await bundle.session.release();
  }
});
