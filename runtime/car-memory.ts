import { isDeepStrictEqual } from 'node:util';
import { InputError } from '../core/input-error.js';
import { restoreLearned, saveLearned, type LearnedState, type Learners } from '../core/learned-state.js';
import type { ModelCard } from '../core/model-card.js';
import { StepBuilder } from '../core/step.js';
import { newWeighing } from './weigh.js';

/** What is known of a car before a drive: its gain by the data sheet (deg per 1/100 m), and what drives before taught. */
export type CarStart = { gain?: number | undefined; learned?: LearnedState | undefined };

/** What a session knows of its car as it begins, and what it has learned of it by now. */
export class CarMemory {
  readonly start: CarStart;
  /** of the first grid, whose state stands for all, and how it began */
  readonly #learners: Record<string, Learners> = {};
  readonly #begun: LearnedState = {};
  readonly #others = new WeakMap<object, CarMemory>();

  /** A state that is not of the model's learners, or is nonsense, is an InputError. */
  constructor(start: CarStart = {}, card?: ModelCard) {
    this.start = start;
    if (card) refuseMisfit(start, card);
  }

  /** Of the same car by another model, from the data sheet on: what one has learned means nothing to another. */
  ofOther(model: object): CarMemory {
    const known = this.#others.get(model) ?? new CarMemory({ gain: this.start.gain });
    this.#others.set(model, known);
    return known;
  }

  /** Puts the learners of a grid where the drives before have left them; `part` tells apart what one grid has. */
  begin(part: 'adaptation' | 'weighing', learners: Learners): void {
    if (this.start.learned) restoreLearned(learners, this.start.learned);
    if (this.#learners[part]) return;
    this.#learners[part] = learners;
    Object.assign(this.#begun, saveLearned(learners));
  }

  /** How often what was learned was no car's, and began anew. */
  get resets(): number {
    const learners = Object.values(this.#learners).flatMap((part) => Object.values(part));
    return learners.reduce((sum, { resets = 0 }) => sum + resets, 0);
  }

  /** By now; absent where the model does not learn as it drives, or nothing was driven that teaches. */
  get learned(): LearnedState | undefined {
    const { adaptation, weighing } = this.#learners;
    const now = saveLearned({ ...adaptation, ...weighing });
    return isDeepStrictEqual(now, this.#begun) ? undefined : now;
  }
}

function refuseMisfit({ gain, learned }: CarStart, card: ModelCard): void {
  const learners = new StepBuilder(card, { gain }).adaptation?.learners;
  if (!learned) return;
  const weighing = newWeighing(card.horizonSteps);
  const fault = learners
    ? restoreLearned({ ...learners, ...weighing }, learned)
    : 'expected a model that learns as it drives, got one that does not';
  if (fault !== undefined) throw new InputError(fault);
}
