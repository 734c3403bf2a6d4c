import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REASON_STATES, type Reason, type State } from '../../core/prediction.js';
import { carriesAngles, Validity } from '../../core/validity.js';

/** Written out, so that a change of the table is seen here. */
const STATE_OF: Record<Reason, State> = {
  WINDOW_FILLING: 'INIT',
  GAP: 'INIT',
  SAMPLE_INVALID: 'INVALID',
  SIGNAL_AWAITED: 'INIT',
  SIGNAL_LATE: 'DEGRADED',
  SIGNAL_LOST: 'INVALID',
  CHECKSUM: 'DEGRADED',
  COUNTER: 'DEGRADED',
  SHORT_FRAME: 'DEGRADED',
  RANGE: 'DEGRADED',
  RATE: 'DEGRADED',
  SIGNAL_UNAVAILABLE: 'DEGRADED',
  OUT_OF_ORDER: 'DEGRADED',
  DUPLICATE: 'VALID',
  CLOCK_STEP: 'INIT',
  BUS_DOWN: 'DEGRADED',
  BUS_ERRORS: 'DEGRADED',
  LOW_SPEED: 'INVALID',
  REVERSE: 'INVALID',
  NO_PREVIEW: 'INVALID',
  PREVIEW_HELD: 'DEGRADED',
  PREVIEW_MAP: 'VALID',
  PREVIEW_LANE: 'DEGRADED',
  OFF_MAP: 'DEGRADED',
  ROAD_UNSURE: 'DEGRADED',
  POSITION_STALE: 'DEGRADED',
  POSITION_JUMP: 'DEGRADED',
  U_TURN: 'DEGRADED',
  OUT_OF_RANGE: 'DEGRADED',
  OUT_OF_DISTRIBUTION: 'DEGRADED',
  RESPONSE_RESET: 'DEGRADED',
  MODEL_FAULT: 'INVALID',
  STOPPED: 'INVALID',
  RECOVERING: 'VALID',
};

const verdicts = (steps: readonly (readonly Reason[])[]) => {
  const validity = new Validity();
  return steps.map((reasons) => ({ ...validity.next(reasons) }));
};
const states = (steps: readonly (readonly Reason[])[]) => verdicts(steps).map(({ state }) => state);
const good = (count: number): Reason[][] => Array.from({ length: count }, () => []);

describe('Validity', () => {
  it('knows the worst consequence of each reason', () => {
    expect(REASON_STATES).toEqual(STATE_OF);
    for (const [reason, state] of Object.entries(STATE_OF)) expect(states([[reason as Reason]])).toEqual([state]); // as: its keys
  });

  it('is VALID with the fifth good sample of a fresh start', () => {
    const filling: Reason[][] = Array.from({ length: 4 }, () => ['WINDOW_FILLING']);
    expect(states([...filling, [], []])).toEqual(['INIT', 'INIT', 'INIT', 'INIT', 'VALID', 'VALID']);
  });

  it.each<[Reason, State]>([
    ['MODEL_FAULT', 'INVALID'],
    ['OUT_OF_RANGE', 'DEGRADED'],
    ['NO_PREVIEW', 'INVALID'],
  ])('is worse at once after %s and better with the fifth good step', (fault, state) => {
    expect(verdicts([[], [fault], ...good(6)])).toEqual([
      { state: 'VALID', reasons: [] },
      { state, reasons: [fault] },
      ...Array.from({ length: 4 }, () => ({ state, reasons: ['RECOVERING'] })),
      { state: 'VALID', reasons: [] },
      { state: 'VALID', reasons: [] },
    ]);
  });

  it('counts the five good steps from the last fault', () => {
    expect(states([['MODEL_FAULT'], ...good(4), ['MODEL_FAULT'], ...good(5)])).toEqual([
      ...new Array<State>(10).fill('INVALID'),
      'VALID',
    ]);
  });

  it('gets better by degrees', () => {
    const held: Reason[] = ['PREVIEW_HELD'];
    expect(states([['MODEL_FAULT'], held, held, held, held, held, [], [], [], [], []])).toEqual([
      ...new Array<State>(5).fill('INVALID'),
      ...new Array<State>(5).fill('DEGRADED'),
      'VALID',
    ]);
  });

  it('leaves INIT behind a gap without a wait, as filling the window is no fault', () => {
    const filling: Reason[][] = [['GAP', 'WINDOW_FILLING'], ['WINDOW_FILLING'], ['WINDOW_FILLING']];
    expect(states([[], ...filling, []])).toEqual(['VALID', 'INIT', 'INIT', 'INIT', 'VALID']);
  });

  it('shows a fault through the window that fills behind it', () => {
    const filling: Reason[][] = Array.from({ length: 4 }, () => ['WINDOW_FILLING']);
    expect(verdicts([['SAMPLE_INVALID'], ...filling, []]).slice(1)).toEqual([
      ...Array.from({ length: 4 }, () => ({ state: 'INVALID', reasons: ['WINDOW_FILLING', 'RECOVERING'] })),
      { state: 'VALID', reasons: [] },
    ]);
  });

  it('is the worst of this step and of the faults of the four before it, whatever comes', () => {
    const order: State[] = ['VALID', 'DEGRADED', 'INIT', 'INVALID'];
    const worst = (some: State[]) => order[Math.max(0, ...some.map((state) => order.indexOf(state)))]!;
    const reasons = Object.keys(STATE_OF).filter((reason) => reason !== 'RECOVERING') as Reason[]; // as: its keys
    const step = fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.uniqueArray(fc.constantFrom(...reasons)));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
        verdicts(steps).forEach(({ state, reasons: told }, k) => {
          const own = worst(steps[k]!.map((reason) => STATE_OF[reason]));
          const before = steps.slice(Math.max(0, k - 4), k).map((some) => worst(some.map((one) => STATE_OF[one])));
          const expected = worst([own, ...before.filter((one) => one !== 'INIT')]);
          expect(state).toBe(expected);
          expect(told).toEqual(expected === own ? steps[k] : [...steps[k]!, 'RECOVERING']);
        });
      }),
    );
  });
});

describe('carriesAngles', () => {
  it('is true of VALID and DEGRADED alone', () => {
    expect((['INIT', 'VALID', 'DEGRADED', 'INVALID'] as const).filter(carriesAngles)).toEqual(['VALID', 'DEGRADED']);
  });
});
