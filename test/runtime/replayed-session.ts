import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { from, lastValueFrom, map, toArray } from 'rxjs';
import { formatCandumpLine } from '../../can/log/candump-format.js';
import type { Vehicle } from '../../can/vehicle/vehicle-bus.js';
import type { Preview } from '../../core/curvature-preview.js';
import { logSamples } from '../../drives/log-samples.js';
import { eventsPath, formatEvent, readSession, type SessionHead } from '../../drives/session-events.js';
import { JSON_LINES } from '../../runtime/prediction-lines.js';
import { toPredictions } from '../../runtime/pipeline.js';
import { answering, CARD, type LiveBench } from './live-bench.js';

/** What a replay makes of the session, as text; its files are written into `folder`. */
export async function replayed(
  folder: string,
  { frames, events, vehicle }: Pick<LiveBench, 'frames' | 'events' | 'vehicle'>,
  phases = 1,
  preview: Preview = 'hold',
): Promise<string> {
  const log = join(folder, 'session.log');
  await writeFile(log, frames.map((frame) => `${formatCandumpLine(frame)}\n`).join(''));
  await writeFile(eventsPath(log), [headOf(phases), ...events].map(formatEvent).join(''));
  return replayedLog(log, { vehicle, phases, preview });
}

/** What a replay makes of a session's files, as text. */
export async function replayedLog(
  log: string,
  { vehicle, phases, preview = 'hold' }: { vehicle: Vehicle; phases: number; preview?: Preview },
): Promise<string> {
  const session = await readSession(log);
  const samples = logSamples(log, { vehicle, dt: CARD.dt, phases, remark: () => {}, session });
  const predictions$ = toPredictions(from(samples), answering(), { preview, phases });
  return (await lastValueFrom(predictions$.pipe(map(JSON_LINES.line), toArray()))).join('');
}

export function headOf(phases: number): SessionHead {
  const { dt, onnxSha256: model } = CARD;
  return { session: 1, dt, phases, preview: 'hold', model, executor: 'wasm' };
}

/** What the run itself gave out, as such text. */
export const linesOf = (bench: LiveBench): string => bench.predictions.map(JSON_LINES.line).join('');
