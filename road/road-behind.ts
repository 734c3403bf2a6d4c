/** s without a sample, after which the road before says nothing about the road now */
const LONGEST_PAUSE = 1;

/** The road's curvature (1/m) where the car was in the last `reach` s. */
export class RoadBehind {
  readonly #reach: number;
  readonly #passed: { time: number; curvature: number }[] = [];

  constructor(reach: number) {
    this.#reach = reach;
  }

  forget(): void {
    this.#passed.length = 0;
  }

  push(time: number, curvature: number): void {
    const last = this.#passed.at(-1);
    if (last && !(time > last.time && time - last.time <= LONGEST_PAUSE)) this.forget();
    this.#passed.push({ time, curvature });
    while (this.#passed.length > 2 && this.#passed[1]!.time <= time - this.#reach) this.#passed.shift();
  }

  /** Linear in the time between two samples; before the first as there. */
  at(time: number): number {
    const passed = this.#passed;
    let k = passed.length - 1;
    while (k > 0 && passed[k]!.time > time) k--;
    const [from, to] = [passed[k]!, passed[k + 1]];
    if (!to || time <= from.time) return from.curvature;
    return from.curvature + ((time - from.time) / (to.time - from.time)) * (to.curvature - from.curvature);
  }
}
