import { expect, it } from 'vitest';
import { recordingProgress } from '../../cli/recording-progress.js';
import { makeFrame } from '../can/frames.js';

function makeProgress(isTTY: boolean) {
  const log = { frames: 0, bytes: 0, parts: 0 };
  let text = '';
  let ms = 0;
  const progress = recordingProgress(log, { isTTY, write: (more: string) => (text += more) }, () => ms);
  return { log, progress, text: () => text, pass: (more: number) => (ms += more) };
}
const LINKS = [{ name: 'can0', state: 'UP', overflows: 0 }];

it('shows one line a second on a terminal, and leaves what is told standing above it', () => {
  const { log, progress, text, pass } = makeProgress(true);
  progress.tell('can0: UP');
  for (const id of [1, 2, 2]) progress.add(makeFrame({ id }));
  progress.add(makeFrame({ id: 4, error: true }));
  Object.assign(log, { frames: 500, bytes: 260_000 });
  for (let k = 0; k < 10; k++) {
    pass(50);
    progress.show(LINKS);
  }
  expect(text()).toBe('\r\x1b[Kcan0: UP\n');
  pass(500);
  progress.show(LINKS);
  expect(text()).toBe('\r\x1b[Kcan0: UP\n\r\x1b[Kcan0 UP: 500 frames (500/s), 2 ids, 0.3 MB');
  pass(2000);
  log.frames = 501;
  progress.show([{ name: 'can0', state: 'BUS_OFF', overflows: 3 }]);
  expect(text()).toContain('\r\x1b[Kcan0 BUS_OFF (3 overflows in the controller): 501 frames (1/s), 2 ids, 0.3 MB');
});

it('says elsewhere what it is told alone, and in the end what came of it', () => {
  const { log, progress, text, pass } = makeProgress(false);
  progress.add(makeFrame({ id: 1 }));
  Object.assign(log, { frames: 1, bytes: 50 });
  pass(5000);
  progress.show(LINKS);
  expect(text()).toBe('');
  expect(progress.describe('a.log')).toBe('1 frame of 1 id in a.log');
  log.parts = 2;
  expect(progress.describe('a.log')).toBe('1 frame of 1 id in a.log and 2 more files');
});
