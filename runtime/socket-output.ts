import { createServer, type Socket } from 'node:net';
import { listenAt } from './unix-socket.js';

/** bytes that may wait for a reader; one that leaves more unread is cut off */
const MOST_UNREAD = 1 << 16;
const MOST_READERS = 16;

/** Lines for everybody who connects to a unix socket, from then on. A reader that stops reading delays nobody. */
export type SocketOutput = {
  write(line: string): void;
  /** readers at the moment */
  readonly readers: number;
  close(): Promise<void>;
};

/** Serves at `path`. `remark` hears of readers that are cut off. */
export async function openSocketOutput(path: string, remark: (text: string) => void): Promise<SocketOutput> {
  const readers = new Set<Socket>();
  const server = createServer((reader) => {
    if (readers.size === MOST_READERS) {
      remark(`${path}: no more than ${MOST_READERS} readers`);
      reader.destroy();
      return;
    }
    readers.add(reader);
    reader.on('close', () => readers.delete(reader));
    reader.on('error', () => reader.destroy()); // a reader that is gone
    reader.resume(); // nothing is expected from it, but its end is
  });
  await listenAt(server, path);
  return {
    write(line) {
      for (const reader of readers) {
        if (reader.writableLength > MOST_UNREAD) {
          remark(`${path}: a reader that does not read is cut off`);
          readers.delete(reader); // told once, though its end may take a while
          reader.destroy();
        } else reader.write(line);
      }
    },
    get readers() {
      return readers.size;
    },
    close() {
      for (const reader of readers) reader.end().unref();
      return new Promise((resolve) => {
        server.close(() => resolve());
        setTimeout(() => readers.forEach((reader) => reader.destroy()), 100).unref(); // who does not read does not end
      });
    },
  };
}
