import type { Server, ServerResponse } from 'node:http';
import type { Prediction } from '../../core/prediction.js';
import type { VehicleSample } from '../../core/vehicle-sample.js';
import { listenOnPort, LOOPBACK } from '../../runtime/status-server.js';
import { livePageHtml, type About } from './html.js';
import { momentOf, type Moment } from './moment.js';

const { createServer } = process.getBuiltinModule('node:http'); // as the status server has it

/** ms between two messages to the visitors */
const FLUSH_INTERVAL = 50;
const FACTS_INTERVAL = 1000;
/** steps that a visitor sees of what went before, and the most that one message has */
const MOST_MOMENTS = 1500;
const MOST_VISITORS = 16;
/** bytes that may wait for a visitor; one that leaves more unread is cut off, and asks again */
const MOST_UNREAD = 1 << 21;
/** Whatever the port: it may be another one at the other end of a tunnel. A name that somebody else's DNS gives is none. */
const OWN_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** Label and text, a row each. */
export type Facts = readonly (readonly string[])[];

type Options = {
  /** 0: any that is free */
  port: number;
  about: About;
  /** how it is, once a second while somebody looks */
  facts: () => Facts;
};

/** What is predicted, to look at while it is: a page on a port of loopback. Nobody who looks, or stops to, delays a step. */
export class LivePage {
  readonly #server: Server;
  readonly #visitors = new Set<ServerResponse>();
  readonly #facts: () => Facts;
  readonly #recent: Moment[] = [];
  /** how many of the recent ones no visitor has been sent yet */
  #fresh = 0;
  #timers: NodeJS.Timeout[] = [];

  private constructor({ about, facts }: Options) {
    this.#facts = facts;
    const html = livePageHtml(about);
    this.#server = createServer(({ method, url, headers }, response) => {
      const refuse = (status: number, expected: string) =>
        response.writeHead(status, { 'Content-Type': 'text/plain' }).end(`expected ${expected}\n`);
      if (!OWN_HOST.test(headers.host ?? '')) refuse(403, 'this machine by its own name');
      else if (method !== 'GET') refuse(405, 'GET');
      else if (url === '/') response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(html);
      else if (url === '/live') this.#welcome(response);
      else refuse(404, '/');
    });
    this.#server.unref();
  }

  /** A port that is taken is an InputError. */
  static async open(options: Options): Promise<LivePage> {
    const page = new LivePage(options);
    await listenOnPort(page.#server, options.port, '--page');
    return page;
  }

  get address(): string {
    const { port } = this.#server.address() as { port: number }; // as: it listens on one
    return `http://${LOOPBACK}:${port}/`;
  }

  /** `sample`: the one that was predicted from, where it is known. */
  next(prediction: Prediction, sample: VehicleSample | undefined): void {
    this.#recent.push(momentOf(prediction, sample));
    this.#fresh++;
    if (this.#recent.length >= 2 * MOST_MOMENTS) this.#recent.splice(0, this.#recent.length - MOST_MOMENTS);
  }

  /** Nothing follows, and the visitors are told so. */
  async close(): Promise<void> {
    this.#flush();
    this.#send('end', null);
    for (const visitor of this.#visitors) visitor.end();
    this.#rest();
    this.#server.closeIdleConnections();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    setTimeout(() => this.#server.closeAllConnections(), 100).unref(); // who does not read does not end
    await closed;
  }

  #welcome(visitor: ServerResponse): void {
    if (this.#visitors.size === MOST_VISITORS) {
      visitor.writeHead(503, { 'Content-Type': 'text/plain' }).end(`expected at most ${MOST_VISITORS} visitors\n`);
      return;
    }
    this.#flush();
    visitor.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    visitor.write(message('moments', this.#recent.slice(-MOST_MOMENTS)) + message('facts', this.#facts()));
    visitor.on('close', () => this.#leave(visitor));
    this.#visitors.add(visitor);
    if (this.#timers.length > 0) return;
    const every = (ms: number, action: () => void) => setInterval(action, ms).unref();
    this.#timers = [
      every(FLUSH_INTERVAL, () => this.#flush()),
      every(FACTS_INTERVAL, () => this.#send('facts', this.#facts())),
    ];
  }

  #leave(visitor: ServerResponse): void {
    this.#visitors.delete(visitor);
    if (this.#visitors.size === 0) this.#rest();
  }

  #rest(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }

  #flush(): void {
    const fresh = Math.min(this.#fresh, MOST_MOMENTS);
    this.#fresh = 0;
    if (fresh > 0 && this.#visitors.size > 0) this.#send('moments', this.#recent.slice(-fresh));
  }

  #send(event: string, data: unknown): void {
    const text = message(event, data);
    for (const visitor of this.#visitors) {
      if (visitor.writableLength > MOST_UNREAD) visitor.destroy();
      else visitor.write(text);
    }
  }
}

/** Server-sent events (WHATWG HTML, 9.2): JSON has no line break of its own. */
const message = (event: string, data: unknown) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
