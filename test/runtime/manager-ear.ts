import { createRequire } from 'node:module';
import { join } from 'node:path';

type Dgram = {
  createSocket(type: string, onMessage: (bytes: Buffer) => void): { bind(path: string): void; close(): void };
};

/** The other end of a service's notifications, as systemd has it: what has been said, message by message. */
export class ManagerEar {
  readonly path: string;
  readonly heard: string[] = [];
  #socket: ReturnType<Dgram['createSocket']> | undefined;

  constructor(folder: string) {
    this.path = join(folder, 'notify');
    const dgram = createRequire(import.meta.url)('unix-dgram') as Dgram; // as: the package brings no types
    this.#socket = dgram.createSocket('unix_dgram', (bytes) => this.heard.push(bytes.toString()));
    this.#socket.bind(this.path);
  }

  count(text: string): number {
    return this.heard.filter((message) => message.includes(text)).length;
  }

  close(): void {
    this.#socket?.close();
    this.#socket = undefined;
  }
}
