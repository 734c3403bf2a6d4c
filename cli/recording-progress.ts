import { frameKey, type CanFrame } from '../can/frame.js';
import type { FrameLog } from '../runtime/frame-log.js';
import { counted } from '../core/counted.js';

/** ms between two lines */
const INTERVAL = 1000;

type Output = { isTTY?: boolean; write(text: string): unknown };
type Link = { name: string; state: string | undefined; overflows: number };

/** Shows a recording once a second on a terminal, in one line that is written over; elsewhere at its end. `now` in ms. */
export function recordingProgress(
  log: Pick<FrameLog, 'frames' | 'bytes' | 'parts'>,
  output: Output = process.stderr,
  now: () => number = () => performance.now(),
) {
  const ids = new Set<number>();
  let last = { at: now(), frames: 0 };
  const clear = output.isTTY ? '\r\x1b[K' : '';
  return {
    add({ id, extended, error }: CanFrame): void {
      if (!error) ids.add(frameKey(id, extended));
    },
    /** Called as often as one likes. */
    show(links: readonly Link[]): void {
      const seconds = (now() - last.at) / 1000;
      if (!output.isTTY || seconds < INTERVAL / 1000) return;
      const states = links.map(({ name, state, overflows }) => {
        const lost = overflows > 0 ? ` (${overflows} overflows in the controller)` : '';
        return `${name} ${state ?? 'not looked at'}${lost}`;
      });
      const rate = Math.round((log.frames - last.frames) / seconds);
      last = { at: now(), frames: log.frames };
      const size = `${(log.bytes / 1e6).toFixed(1)} MB`;
      output.write(
        `${clear}${states.join(', ')}: ${counted(log.frames, 'frame')} (${rate}/s), ${ids.size} ids, ${size}`,
      );
    },
    /** A line that stays. */
    tell(text: string): void {
      output.write(`${clear}${text}\n`);
    },
    /** What came of it. */
    describe(path: string): string {
      const more = log.parts > 0 ? ` and ${counted(log.parts, 'more file')}` : '';
      return `${counted(log.frames, 'frame')} of ${counted(ids.size, 'id')} in ${path}${more}`;
    },
  };
}
