import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { LogRemark } from '../can/log/log-reader.js';
import { gainOf, type Vehicle } from '../can/vehicle/vehicle-bus.js';
import { counted } from '../core/counted.js';
import { InputError } from '../core/input-error.js';
import type { VehicleSample } from '../core/vehicle-sample.js';
import type { Drive } from './drive.js';
import { logSamples } from './log-samples.js';

/** A CAN log as a drive: its rows are the samples on the grid of the step `dt` (s) that the car would have made. */
export async function readLog(
  path: string,
  options: { vehicle: Vehicle; dt: number; remark: LogRemark },
): Promise<Drive> {
  const rows: VehicleSample[] = [];
  for await (const sample of logSamples(path, options)) rows.push(sample);
  if (!rows.some((row) => row.valid)) throw new InputError(nothingValid(rows, path));
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return {
    name: basename(path),
    sha256: hash.digest('hex'),
    rows,
    gridDt: options.dt,
    steeringGain: gainOf(options.vehicle),
  };
}

function nothingValid(rows: readonly VehicleSample[], path: string): string {
  const reasons = [...new Set(rows.flatMap((row) => row.reasons ?? []))].join(', ');
  return `expected a log with valid samples of the vehicle, got ${counted(rows.length, 'step')}, none valid: ${reasons || 'no wanted frame'} (${path})`;
}
