import { expect, it } from 'vitest';
import { aboutLeft, trainingProgress } from '../../cli/training-progress.js';
import type { TrainingReport } from '../../training/train-model.js';

/** What is written where every epoch of two trainings of three takes two seconds. */
function written(isTTY: boolean, reports: readonly TrainingReport[]): string {
  let text = '';
  let time = 0;
  const progress = trainingProgress({ isTTY, write: (more) => (text += more) }, () => time);
  for (const report of reports) {
    time += 2000;
    progress.onEpoch(report);
  }
  progress.done();
  return text;
}

const first = { epochs: 3, loss: 0.5, validationLoss: 0.25, training: 1, trainings: 2 };
/** from all drives, so that none is left to validate by */
const second = { epochs: 3, loss: 0.125, training: 2, trainings: 2 };
const ALL: readonly TrainingReport[] = [first, second].flatMap((one) => [1, 2, 3].map((epoch) => ({ ...one, epoch })));

it('counts a second training by itself, and its time from the first', () => {
  expect(written(false, ALL).split('\n')).toEqual([
    'epoch 1/3  loss 0.50000  validation 0.25000  0:02, at most 0:10 left',
    'epoch 3/3  loss 0.50000  validation 0.25000  0:06, at most 0:06 left',
    'epoch 3/3 again, on all drives  loss 0.12500  0:12, at most 0:00 left',
    '',
  ]);
});

it('fills one bar over both', () => {
  const bars = written(true, ALL)
    .split('\r')
    .map((line) => line.replace(/[^█·]/g, ''));
  expect(bars.map((bar) => bar.indexOf('·'))).toEqual([-1, 4, 8, 12, 16, 20, -1]);
});

it('takes the time of what this run has seen, not of the epochs before a checkpoint', () => {
  const [line] = written(false, [{ ...first, epoch: 3, trainings: 1, epochs: 5 }]).split('\n');
  expect(line).toContain('epoch 3/5  loss 0.50000  validation 0.25000  0:02, at most 0:04 left');
});

it('says about how long equal parts still take, once as many are done as run at once', () => {
  const left = (done: number, atOnce: number) => aboutLeft(100, { done, all: 6, atOnce });
  expect([1, 3, 5, 6].map((done) => left(done, 1))).toEqual([
    ...[', about 8:20 left', ', about 1:40 left', ', about 0:20 left', ''],
  ]);
  expect([1, 2, 3].map((done) => left(done, 3))).toEqual(['', '', ', about 1:40 left']);
  expect([1, 5, 6].map((done) => left(done, 8))).toEqual(['', '', '']);
});
