/** What Vector and PEAK number from 1, as interface names: 1 is `can0`. Each name is made once. */
export class NumberedChannels {
  readonly #names: string[] = [];

  /** undefined where the number is no whole one from 1 to 999 */
  name(number: number): string | undefined {
    if (!(number >= 1 && number < 1000)) return undefined;
    return (this.#names[number] ??= `can${number - 1}`);
  }
}
