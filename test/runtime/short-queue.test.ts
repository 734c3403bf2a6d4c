import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ShortQueue } from '../../runtime/short-queue.js';

it('gives back what it was given, in that order, whatever is in it', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean()), (pushes) => {
      const queue = new ShortQueue<{ number: number }>();
      const expected: { number: number }[] = [];
      pushes.forEach((isPush, number) => {
        if (isPush) {
          queue.push({ number });
          expected.push({ number });
        } else expect(queue.shift()).toEqual(expected.shift());
        expect(queue.first).toEqual(expected[0]);
      });
    }),
  );
});
