import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CanFrame } from '../../../can/frame.js';
import { readFrames } from '../../../can/log/read-frames.js';

/** The frames of a log with these bytes, and what is remarked on them; the file is called `log` in all that is said. */
export async function readBytes(content: string | Buffer): Promise<{ frames: CanFrame[]; remarks: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'log-'));
  const path = join(folder, 'log');
  const named = (text: string) => text.replaceAll(path, 'log');
  try {
    await writeFile(path, content);
    const frames: CanFrame[] = [];
    const remarks: string[] = [];
    for await (const batch of readFrames(path, (text) => remarks.push(named(text)))) frames.push(...batch);
    return { frames, remarks };
  } catch (error) {
    if (error instanceof Error) error.message = named(error.message);
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}
