/** of two bytes */
const MOST = 0xffff;

/** What Vector and PEAK number from 1, as interface names: 1 is `can0`. Each name is made once. */
export class NumberedChannels {
  readonly #names: string[] = [];

  /** `number`: whole; undefined of 0 and of NaN */
  name(number: number): string | undefined {
    if (!(number >= 1 && number <= MOST)) return undefined;
    return (this.#names[number] ??= `can${number - 1}`);
  }
}
