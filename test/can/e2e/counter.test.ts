import { expect, test } from 'vitest';
import { autosarNibbleCounter } from '../../../can/e2e/autosar.js';
import { CounterCheck } from '../../../can/e2e/counter.js';

const follow = (modulo: number, counters: number[]) => {
  const check = new CounterCheck(modulo);
  return { verdicts: counters.map((counter) => check.next(counter)), lost: check.lost, stuck: check.stuck };
};

test('a counter that goes round is right', () => {
  const { verdicts, lost } = follow(4, [2, 3, 0, 1, 2, 3, 0]);
  expect(verdicts).toEqual(['FIRST', 'NEXT', 'NEXT', 'NEXT', 'NEXT', 'NEXT', 'NEXT']);
  expect(lost).toBe(0);
});

test('a counter that skips tells how many frames are missing', () => {
  expect(follow(16, [14, 1, 2])).toEqual({ verdicts: ['FIRST', 'SKIPPED', 'NEXT'], lost: 2, stuck: 0 });
});

test('a counter that stays is stuck, and how long is counted', () => {
  expect(follow(16, [3, 3, 3])).toEqual({ verdicts: ['FIRST', 'STUCK', 'STUCK'], lost: 0, stuck: 2 });
  expect(follow(16, [3, 3, 4])).toEqual({ verdicts: ['FIRST', 'STUCK', 'NEXT'], lost: 0, stuck: 0 });
});

test('a value outside the count is no step', () => {
  expect(follow(15, [13, 15, 14, NaN, 0]).verdicts).toEqual(['FIRST', 'OUT_OF_RANGE', 'NEXT', 'OUT_OF_RANGE', 'NEXT']);
});

test('a restart forgets the last value', () => {
  const check = new CounterCheck(16);
  check.next(3);
  check.restart();
  expect(check.next(9)).toBe('FIRST');
  expect(check.lost).toBe(0);
});

test('the counter of AUTOSAR is read from its place', () => {
  expect(autosarNibbleCounter(Uint8Array.of(0, 0xfe))).toBe(14);
});
