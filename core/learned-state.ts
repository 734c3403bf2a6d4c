/**
 * What has been learned of a car, name by name, as plain numbers: written down and read back, it goes on bit for bit
 * where it was left.
 */
export type LearnedState = Record<string, number[]>;

/** Something that learns as the car drives, in arrays of fixed lengths. */
export interface Learner {
  /** Its own arrays by name: whoever writes into them calls `recall`. */
  readonly memory: Readonly<Record<string, Float64Array>>;
  /** how often it was nonsense, and began anew */
  readonly resets?: number;
  /** Takes in what was written into its memory; false where that is nonsense. */
  recall(): boolean;
}

export type Learners = Readonly<Record<string, Learner>>;

export function saveLearned(learners: Learners): LearnedState {
  return Object.fromEntries(memories(learners).map(([name, values]) => [name, [...values]]));
}

/** Puts the learners where a state was saved; tells what is wrong with one that is of other learners, or nonsense. */
export function restoreLearned(learners: Learners, state: LearnedState): string | undefined {
  const wanted = memories(learners);
  const misfit = wanted.find(([name, { length }]) => !isNumbers(state[name], length));
  if (misfit) return `expected ${misfit[1].length} numbers of ${misfit[0]}, got ${describe(state[misfit[0]])}`;
  const before = wanted.map(([, values]) => values.slice());
  for (const [name, values] of wanted) values.set(state[name]!);
  const mistaken = Object.entries(learners).filter(([, learner]) => !learner.recall());
  if (mistaken.length === 0) return undefined;
  wanted.forEach(([, values], w) => values.set(before[w]!));
  for (const learner of Object.values(learners)) learner.recall();
  return `expected what a car can teach, got nonsense of ${mistaken.map(([name]) => name).join(' and ')}`;
}

const memories = (learners: Learners): [name: string, values: Float64Array][] =>
  Object.entries(learners).flatMap(([name, { memory }]) =>
    Object.entries(memory).map(([part, values]): [string, Float64Array] => [`${name}.${part}`, values]),
  );

const isNumbers = (values: unknown, length: number) =>
  Array.isArray(values) && values.length === length && values.every(Number.isFinite);

const describe = (values: unknown) => (Array.isArray(values) ? `${values.length}, or no numbers` : 'nothing');
