import fc from 'fast-check';
import type { CanFrame } from '../../can/frame.js';

export function makeFrame(fields: Partial<CanFrame> = {}): CanFrame {
  return {
    id: 0x0d2,
    extended: false,
    data: Uint8Array.of(0, 0, 0xff, 0xff, 0x10, 0, 0, 0),
    timestampUs: 1_631_416_514_717_133,
    channel: 'can0',
    fd: false,
    brs: false,
    esi: false,
    error: false,
    remote: false,
    remoteLength: 0,
    direction: undefined,
    ...fields,
  };
}

const FD_LENGTHS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64];
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const ids = fc
  .boolean()
  .chain((extended) =>
    fc.record({ extended: fc.constant(extended), id: fc.integer({ min: 0, max: extended ? 0x1fff_ffff : 0x7ff }) }),
  );
const kinds: fc.Arbitrary<Partial<CanFrame>> = fc.oneof(
  fc.record({ ids, data: fc.nat(8).chain(bytes) }).map(({ ids, data }) => ({ ...ids, data })),
  fc
    .record({ ids, brs: fc.boolean(), esi: fc.boolean(), data: fc.constantFrom(...FD_LENGTHS).chain(bytes) })
    .map(({ ids, ...rest }) => ({ ...ids, ...rest, fd: true })),
  fc.record({ ids, remoteLength: fc.nat(8) }).map(({ ids, remoteLength }) => ({
    ...ids,
    remoteLength,
    remote: true,
    data: new Uint8Array(0),
  })),
  fc.record({ id: fc.integer({ min: 1, max: 0x1ff }), data: bytes(8) }).map((rest) => ({ ...rest, error: true })),
);

/** Any frame that candump can write. */
export const anyFrame: fc.Arbitrary<CanFrame> = fc
  .record({
    kind: kinds,
    timestampUs: fc.integer({ min: 0, max: 4_000_000_000_000_000 }),
    channel: fc.constantFrom('can0', 'can1', 'vcan0', 'slcan12'),
    direction: fc.constantFrom(undefined, 'rx' as const, 'tx' as const),
  })
  .map(({ kind, ...rest }) => makeFrame({ ...rest, ...kind }));
