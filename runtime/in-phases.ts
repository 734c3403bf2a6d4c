import { Observable, type OperatorFunction } from 'rxjs';
import { Inlet } from './inlet.js';

type Branches<A, B> = {
  phaseOf: (value: A) => number;
  operator: OperatorFunction<A, B>;
  /** makes of an answer that has to wait one that its branch does not write again */
  keep: (answer: B) => B;
};

/**
 * Sends each value down the branch of its phase, each branch an operator of its own that answers every value once, and
 * gives the answers in the order of the values, whatever the branches take.
 */
export function inPhases<A, B>(phases: number, { phaseOf, operator, keep }: Branches<A, B>): OperatorFunction<A, B> {
  if (phases === 1) return operator;
  return (values$) =>
    new Observable((subscriber) => {
      /** phases of the values that wait for their answers, oldest first */
      const order: number[] = [];
      /** whether a value is being asked that none waits before, and has no answer yet */
      let isNext = false;
      const branches = Array.from({ length: phases }, () => ({ values$: new Inlet<A>(), answers: [] as B[] }));
      let open = phases;

      const release = () => {
        for (let phase = order[0]; phase !== undefined && branches[phase]!.answers.length > 0; phase = order[0]) {
          order.shift();
          subscriber.next(branches[phase]!.answers.shift()!);
        }
      };
      for (const { values$: branch$, answers } of branches) {
        const answering = branch$.pipe(operator).subscribe({
          next(answer) {
            if (isNext) {
              isNext = false;
              subscriber.next(answer);
              return;
            }
            answers.push(keep(answer));
            release();
          },
          error: (error) => subscriber.error(error),
          complete() {
            if (--open === 0) subscriber.complete();
          },
        });
        subscriber.add(answering);
      }
      const asking = values$.subscribe({
        next(value) {
          const phase = phaseOf(value);
          isNext = order.length === 0;
          if (!isNext) order.push(phase);
          branches[phase]!.values$.next(value);
          if (isNext) order.push(phase);
          isNext = false;
        },
        error: (error) => subscriber.error(error),
        complete() {
          for (const branch of branches) branch.values$.complete();
        },
      });
      subscriber.add(asking);
    });
}
