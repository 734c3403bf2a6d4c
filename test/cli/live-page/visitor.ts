import { get } from 'node:http';

/** What one message of the stream says. */
export type Told = { event: string; data: unknown };

/** Somebody who has the page open: all that the stream has told so far, and whether it has ended. */
export class Visitor {
  readonly told: Told[] = [];
  readonly ended: Promise<void>;
  #text = '';

  constructor(address: string) {
    this.ended = new Promise((resolve, reject) => {
      get(new URL('live', address), (response) => {
        response.setEncoding('utf8').on('data', (text: string) => this.#read(text));
        response.on('end', resolve).on('error', reject);
      }).on('error', reject);
    });
  }

  /** The data of all messages of this kind. */
  of<T>(event: string): T[] {
    return this.told.filter((one) => one.event === event).map(({ data }) => data as T); // as: the test knows
  }

  #read(text: string): void {
    const messages = (this.#text + text).split('\n\n');
    this.#text = messages.pop()!;
    for (const message of messages) {
      const [, event, data] = /^event: (\w+)\ndata: (.*)$/.exec(message)!;
      this.told.push({ event: event!, data: JSON.parse(data!) });
    }
  }
}
