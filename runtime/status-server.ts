import type { Server, ServerResponse } from 'node:http';
import { InputError } from '../core/input-error.js';
import type { RunConfig } from './run-config.js';
import type { RunMetrics } from './run-metrics.js';
import type { RunReport } from './run-report.js';
import { listenAt } from './unix-socket.js';

/** Imported, it would read every name that it exports, and with some of them comes a client (undici) that takes 0.1 s. */
const { createServer } = process.getBuiltinModule('node:http');

/** Nobody but this machine. */
export const LOOPBACK = '127.0.0.1';

export type StatusSources = { metrics: Pick<RunMetrics, 'contentType' | 'text'>; report: () => RunReport };

/**
 * GET /metrics (Prometheus text) and GET /health (a RunReport; 503 where something is overdue), on a unix socket or on a
 * port of loopback.
 */
export async function openStatusServer(
  { socket, port }: NonNullable<RunConfig['metrics']>,
  sources: StatusSources,
): Promise<{ close(): Promise<void> }> {
  const server = createServer(({ method, url }, response) => {
    response.setHeader('Connection', 'close');
    answer(method, url, response, sources).catch((error: unknown) => response.destroy(error as Error)); // as: it is one
  });
  server.unref();
  if (socket !== undefined) await listenAt(server, socket);
  else await listenOnPort(server, port!, 'metrics.port'); // the configuration has one of the two
  return {
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(
  method: string | undefined,
  url: string | undefined,
  response: ServerResponse,
  { metrics, report }: StatusSources,
): Promise<void> {
  const send = (status: number, type: string, text: string) =>
    response.writeHead(status, { 'Content-Type': type }).end(text);
  if (method !== 'GET') send(405, 'text/plain', 'expected GET\n');
  else if (url === '/metrics') send(200, metrics.contentType, await metrics.text());
  else if (url === '/health') {
    const found = report();
    send(found.overdue.length > 0 ? 503 : 200, 'application/json', `${JSON.stringify(found)}\n`);
  } else send(404, 'text/plain', 'expected /metrics or /health\n');
}

/** Has a server listen on loopback alone; a port that is taken is an InputError, which names `where` it was asked for. */
export function listenOnPort(server: Server, port: number, where: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      reject(isTaken ? new InputError(`expected a free port, got ${port}, which is taken (${where})`) : error);
    });
    server.listen(port, LOOPBACK, resolve);
  });
}
