import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { from, lastValueFrom, map, toArray } from 'rxjs';
import { formatCandumpLine } from '../../can/log/candump-format.js';
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
  const { dt, onnxSha256: model } = CARD;
  const head: SessionHead = { session: 1, dt, phases, preview: 'hold', model, executor: 'wasm' };
  await writeFile(log, frames.map((frame) => `${formatCandumpLine(frame)}\n`).join(''));
  await writeFile(eventsPath(log), [head, ...events].map(formatEvent).join(''));
  const session = await readSession(log);
  const samples = logSamples(log, { vehicle, dt: CARD.dt, phases, remark: () => {}, session });
  const predictions$ = toPredictions(from(samples), answering(), { preview, phases });
  return (await lastValueFrom(predictions$.pipe(map(JSON_LINES.line), toArray()))).join('');
}

/** What the run itself gave out, as such text. */
export const linesOf = (bench: LiveBench): string => bench.predictions.map(JSON_LINES.line).join('');
