import { Observable, type Subscriber } from 'rxjs';

/** Where values are put in by hand, for one subscriber. A Subject, made for many, makes a closure for each value. */
export class Inlet<T> extends Observable<T> {
  #subscriber: Subscriber<T> | undefined;

  constructor() {
    super((subscriber) => void (this.#subscriber = subscriber));
  }

  next(value: T): void {
    this.#subscriber?.next(value);
  }

  complete(): void {
    this.#subscriber?.complete();
  }
}
