import type { DbcMessage, DbcSignal } from './dbc.js';
import { byteMasks, bytesNeeded, layoutOf } from '../layout.js';

/** Raw values are read as two halves of 32 bits. */
const MAX_LENGTH = 64;
/** The arithmetic on bits is of 32 bits. */
const MAX_START = 2 ** 31;

/** Marks the signals of a message that can't be decoded with their fault. */
export function findFaults(message: DbcMessage): void {
  const byName = new Map<string, DbcSignal>();
  for (const signal of message.signals) {
    signal.fault ??= ownFault(signal, message.length);
    const twin = byName.get(signal.name);
    if (twin) {
      signal.fault ??= `there is another ${signal.name} in the message (line ${twin.line})`;
      twin.fault ??= `there is another ${signal.name} in the message (line ${signal.line})`;
    }
    byName.set(signal.name, signal);
  }
  for (const signal of message.signals) signal.fault ??= multiplexingFault(signal, byName);
}

function ownFault(signal: DbcSignal, messageLength: number): string | undefined {
  const { length, kind } = signal;
  if (length < 1 || length > MAX_LENGTH) return `expected 1 to ${MAX_LENGTH} bits, got ${length}`;
  if (kind === 'float' && length !== 32 && length !== 64) return `expected 32 or 64 bits of a float, got ${length}`;
  if (signal.factor === 0) return 'has the factor 0';
  if (signal.start >= Math.min(8 * messageLength, MAX_START))
    return `begins at bit ${signal.start} of a message of ${messageLength} bytes`;
  const needed = bytesNeeded(layoutOf(signal));
  if (needed > messageLength) return `reaches into byte ${needed} of a message of ${messageLength} bytes`;
  return undefined;
}

/** Multiplexers may hang on multiplexers; the chain must end at one that is always there. */
function multiplexingFault(signal: DbcSignal, byName: ReadonlyMap<string, DbcSignal>): string | undefined {
  const seen = new Set<DbcSignal>();
  for (let at = signal; at.multiplexing;) {
    const { by } = at.multiplexing;
    const multiplexer = byName.get(by)!; // the link has found it
    if (seen.has(at)) return `its multiplexer ${by} hangs on itself`;
    if (multiplexer.fault !== undefined) return `its multiplexer ${by} ${multiplexer.fault}`;
    if (multiplexer.kind === 'float' || multiplexer.length > 32) return `its multiplexer ${by} is no small integer`;
    seen.add(at);
    at = multiplexer;
  }
  return undefined;
}

/** Pairs of the given signals that share bits and can be in one frame: often two names of one thing, on purpose. */
export function findOverlaps(message: DbcMessage, signals = message.signals): [DbcSignal, DbcSignal][] {
  const overlaps = new Set<string>();
  const byByte = new Map<number, { index: number; mask: number }[]>();
  signals.forEach((signal, index) => {
    if (signal.fault !== undefined) return;
    for (const { byte, mask } of byteMasks(layoutOf(signal))) {
      const others = byByte.get(byte) ?? [];
      for (const other of others) {
        if ((other.mask & mask) !== 0 && canMeet(signals[other.index]!, signal, message.signals)) {
          overlaps.add(`${other.index} ${index}`);
        }
      }
      others.push({ index, mask });
      byByte.set(byte, others);
    }
  });
  return [...overlaps].map((pair) => {
    const [a, b] = pair.split(' ').map(Number) as [number, number]; // as: written so above
    return [signals[a]!, signals[b]!];
  });
}

/** Whether no multiplexer keeps the two apart. */
function canMeet(a: DbcSignal, b: DbcSignal, signals: readonly DbcSignal[]): boolean {
  const conditions = chain(a, signals);
  return chain(b, signals).every((one) =>
    conditions.every((other) => other.by !== one.by || other.ranges.some((r) => one.ranges.some((s) => meet(r, s)))),
  );
}

function chain(signal: DbcSignal, signals: readonly DbcSignal[]) {
  const conditions = [];
  for (let at: DbcSignal | undefined = signal; at?.multiplexing;) {
    const { multiplexing }: DbcSignal = at;
    conditions.push(multiplexing);
    at = signals.find((one) => one.name === multiplexing.by);
  }
  return conditions;
}

const meet = (a: readonly [number, number], b: readonly [number, number]) => a[0] <= b[1] && b[0] <= a[1];
