import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFrames } from '../../../can/log/read-frames.js';
import { decodeDbcText, parseDbc } from '../../../can/dbc/parse.js';
import { DecoderTable, MessageDecoder } from '../../../can/message-decoder.js';

const drives = process.env.STEERCAST_DRIVES ?? join(import.meta.dirname, '../../../../shared/drives');
const folder = join(drives, 'subaru_wrx_sti');
const missing = !existsSync(folder);
if (missing) console.log(`skipped: no recorded drives in ${drives} (STEERCAST_DRIVES names another folder)`);

/** s, the log's stamp at which the derived drive begins */
const ORIGIN = 1_631_416_514.737171;
/** s; the derived drive's 0.02 was added to seconds since 1970, of which a double keeps a quarter of a microsecond. */
const STEP = ORIGIN + 0.02 - ORIGIN;
/** The file has four decimals. */
const ROUNDING = 0.00005 + 1e-9;

type Track = { time: number[]; value: number[] };

/** Linear between the neighbours; the track is in the order of time. */
function interpolate({ time, value }: Track, at: number): number {
  const right = time.findIndex((stamp) => stamp >= at);
  if (time[right] === at) return value[right]!;
  const left = right - 1;
  const share = (at - time[left]!) / (time[right]! - time[left]!);
  return value[left]! + share * (value[right]! - value[left]!);
}

test.skipIf(missing)('the log decodes to the steering angle and speed of the derived drive', async () => {
  const dbc = parseDbc(decodeDbcText(readFileSync(join(folder, 'sample_can_spec.dbc'))), 'sample_can_spec.dbc');
  expect(dbc.warnings).toEqual([]);
  const tracks = new Map<MessageDecoder, Track>();
  const decoderOf = (id: number, signal: string) => {
    const decoder = new MessageDecoder(
      dbc.messages.find((message) => message.id === id)!,
      [signal],
    );
    tracks.set(decoder, { time: [], value: [] });
    return decoder;
  };
  const steering = decoderOf(0x0d0, 'STEER_ANGLE');
  const speed = decoderOf(0x0d1, 'SPEED');
  const table = new DecoderTable([steering, speed]);
  let frames = 0;
  for await (const batch of readFrames(join(folder, 'can_sample.log'))) {
    frames += batch.length;
    for (const frame of batch) {
      const decoder = table.find(frame);
      if (!decoder) continue;
      expect(decoder.decode(frame.data)).toBeUndefined();
      tracks.get(decoder)!.time.push(frame.timestampUs / 1e6);
      tracks.get(decoder)!.value.push(decoder.values[0]!);
    }
  }
  expect(frames).toBe(82_558);
  const rows = readFileSync(join(folder, 'derived_50hz.csv'), 'utf8').trim().split('\n').slice(1);
  let steeringError = 0;
  let speedError = 0;
  rows.forEach((row, i) => {
    const [, , vEgo, , steeringAngleDeg] = row.split(',').map(Number) as [number, number, number, number, number];
    const at = ORIGIN + i * STEP;
    // The car's angle is right-positive, the derived drive's left-positive.
    steeringError = Math.max(steeringError, Math.abs(-interpolate(tracks.get(steering)!, at) - steeringAngleDeg));
    speedError = Math.max(speedError, Math.abs(interpolate(tracks.get(speed)!, at) - vEgo));
  });
  expect(rows).toHaveLength(4513);
  console.log(`largest differences: ${steeringError} deg, ${speedError} m/s`);
  expect(steeringError).toBeLessThan(ROUNDING);
  expect(speedError).toBeLessThan(ROUNDING);
});
