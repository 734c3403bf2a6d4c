import { score, type ScoredStep } from './metrics.js';
import { slices } from './slices.js';

/** A slice of fewer windows says too little of a model to refuse it. */
const FEWEST_WINDOWS = 200;
/** How much worse a challenger may be in a slice. */
const SLICE_TOLERANCE = 1.05;

/** MAE in deg over the same windows. */
export type Contest = { name: string; windows: number; champion: number; challenger: number };
export type Verdict = {
  all: Contest;
  /** those of enough windows to count */
  slices: Contest[];
  /** the windows of all other kinds together, which are shown and not asked; absent where there are none */
  rest?: Contest | undefined;
  /** why the champion stays; empty where the challenger is better */
  against: string[];
};

type Judged = { sha256: string; steps: readonly ScoredStep[] };
type Pair = ScoredStep & { champion: ArrayLike<number> };

/** Two models on the same held-out drives: the challenger has to win overall and lose nowhere. */
export function judgeChallenger(champion: readonly Judged[], challenger: readonly Judged[]): Verdict {
  const known = new Map(keyed(champion));
  const pairs: Pair[] = keyed(challenger).flatMap(([key, step]) => {
    const other = known.get(key);
    return other ? [{ ...step, champion: other.predicted }] : [];
  });
  const contest = (name: string, steps: readonly Pair[]): Contest => {
    const actual = steps.map((step) => step.actual);
    const mae = (predicted: ArrayLike<number>[]) => score({ actual, predicted }).mae;
    return {
      name,
      windows: steps.length,
      champion: mae(steps.map((step) => step.champion)),
      challenger: mae(steps.map((step) => step.predicted)),
    };
  };
  const all = contest('all windows', pairs);
  const kinds = slices(pairs);
  const isCounted = ({ steps }: (typeof kinds)[number]) => steps.length >= FEWEST_WINDOWS;
  const counted = kinds.filter(isCounted).map(({ name, steps }) => contest(name, steps));
  const others = kinds.filter((kind) => !isCounted(kind)).flatMap(({ steps }) => steps);
  const unanswered = known.size - pairs.length;
  const against = [
    ...(unanswered > 0
      ? [`it leaves ${unanswered} of the windows that the champion answers without a prediction`]
      : []),
    ...(all.challenger < all.champion ? [] : [`it is not better overall (${text(all)})`]),
    ...counted
      .filter((slice) => !(slice.challenger <= SLICE_TOLERANCE * slice.champion))
      .map((slice) => `it is more than 5 % worse at ${slice.name} (${text(slice)})`),
  ];
  const rest = others.length > 0 ? contest('all other kinds', others) : undefined;
  return { all, slices: counted, rest, against };
}

/** Each window by itself, also of a log whose clock was set back, and so has a time twice. */
function keyed(judged: readonly Judged[]): [string, ScoredStep][] {
  const seen = new Map<string, number>();
  return judged.flatMap(({ sha256, steps }) =>
    steps.map((step): [string, ScoredStep] => {
      const key = `${sha256} ${step.time}`;
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      return [`${key} ${count}`, step];
    }),
  );
}

const text = ({ champion, challenger }: Contest) => `${challenger.toFixed(3)} deg, champion ${champion.toFixed(3)} deg`;
