import { Observable, type OperatorFunction } from 'rxjs';

/**
 * Values → answers, and `after` each answer has been taken by whoever listens, what need not be done before: it delays
 * none.
 */
export function mapThen<A, B>(project: (value: A) => B, after: (value: A, answer: B) => void): OperatorFunction<A, B> {
  return (values$) =>
    new Observable((subscriber) =>
      values$.subscribe({
        next(value) {
          try {
            const answer = project(value);
            subscriber.next(answer);
            after(value, answer);
          } catch (error) {
            subscriber.error(error);
          }
        },
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    );
}
