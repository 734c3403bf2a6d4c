import { describe, expect, it } from 'vitest';
import { causeOf, causeOfProcessing } from '../../../runtime/latency/causes.js';
import type { Withheld } from '../../../runtime/latency/machine-watch.js';

describe('causeOf', () => {
  const stages = { read: 0.01, decode: 0.01, sample: 0.01, window: 0.01, inference: 0.01, weigh: 0.01, publish: 0.01 };
  const usual = { ...stages };
  const step = { at: 500, wake: 0.1, behind: 0, processing: 2, due: 2.1, stages };
  const of = (more: Partial<typeof step>, collections = [{ at: 0, duration: 9 }], withheld: Withheld[] = []) =>
    causeOf({ ...step, ...more }, { collections, withheld, start: 1000, usual });

  it('names a collection that fell into the step', () => {
    expect(of({}, [{ at: 1501, duration: 1.25 }])).toBe('garbage collection, 1.25 ms');
    expect(of({}, [{ at: 1499, duration: 1.25 }])).toBe('garbage collection, 1.25 ms');
  });

  it('tells a late wake-up from a stage that was held up, and says where it knows neither', () => {
    expect(of({ wake: 3, due: 5 })).toMatch(/^woken late: the step before was done/);
    expect(of({ wake: 3, behind: 2.9, due: 5 })).toBe(
      'after the step before, which was not done until 2.90 ms after this one was due',
    );
    expect(of({ stages: { ...stages, window: 1.9 } })).toMatch(/^held up in window/);
    expect(of({})).toMatch(/^no single cause/);
  });

  it('of a long processing, tells nothing of what went before it', () => {
    const late = { ...step, wake: 3, behind: 2.9, due: 5 };
    const known = { collections: [{ at: 1501, duration: 1.25 }], withheld: [], start: 1000, usual };
    expect(causeOfProcessing(late, known)).toMatch(/^no single cause/);
    expect(causeOfProcessing(late, { ...known, collections: [{ at: 1504, duration: 1.25 }] })).toMatch(/^garbage/);
  });

  it('says what the host of the machine took about when the step was held up', () => {
    const late = { wake: 3, due: 5 };
    const took = / \(its host took 40 ms of the processors about then\)$/;
    expect(of(late, [], [{ from: 1504, to: 2504, byHost: 40, byOthers: 0.4 }])).toMatch(took);
    expect(of({}, [{ at: 1501, duration: 17 }], [{ from: 501, to: 1501, byHost: 40, byOthers: 0.4 }])).toMatch(took);
    expect(of({}, [], [{ from: 501, to: 1501, byHost: 40, byOthers: 0.4 }])).toMatch(took);
    expect(of(late, [], [{ from: 501, to: 1499, byHost: 40, byOthers: 0.4 }])).not.toMatch(took);
  });

  it('says how long others had the processor about then', () => {
    const waited = { from: 501, to: 1501, byHost: 0, byOthers: 61.6 };
    expect(of({}, [], [waited])).toMatch(/ \(it waited 62 ms for a processor that others had about then\)$/);
    expect(of({}, [], [{ ...waited, byHost: 10 }])).toMatch(
      / \(its host took 10 ms of the processors and it waited 62 ms for a processor that others had about then\)$/,
    );
  });
});
