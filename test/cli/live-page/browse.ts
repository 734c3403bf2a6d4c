import { execFile } from 'node:child_process';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

/** ms for which the page is looked at */
const LOOK = 4000;
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];
const TRAP = `<script>addEventListener('error', (event) => document.documentElement.setAttribute('data-error', event.message));</script>`;

/**
 * The page at `address` after a while in a browser, as HTML; errors of its code are in an attribute of the page. The
 * browser gives it once all is loaded: so a picture that takes its time is put in, by a server in between.
 */
export async function browse(browser: string, address: string, profile: string): Promise<string> {
  const between = createServer((request, response) => {
    void (async () => {
      if (request.url === '/slow') await wait(LOOK);
      if (request.url === '/slow') response.writeHead(204).end();
      else if (request.url === '/') response.end(changed(await textOf(await answer(address))));
      else {
        const from = await answer(new URL(request.url!, address));
        from.pipe(response.writeHead(from.statusCode!, from.headers));
      }
    })();
  });
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
  const { port } = between.address() as AddressInfo; // as: it listens on one
  try {
    const args = [...FLAGS, `--user-data-dir=${profile}`, '--dump-dom', `http://127.0.0.1:${port}/`];
    return (await promisify(execFile)(browser, args)).stdout;
  } finally {
    between.closeAllConnections();
    between.close();
  }
}

const changed = (html: string) =>
  html
    .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
    .replace('<head>', `<head>${TRAP}`)
    .replace('</body>', '<img src="/slow"></body>');

const answer = (url: string | URL) =>
  new Promise<IncomingMessage>((resolve, reject) => get(url, resolve).on('error', reject));

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part as string; // as: the encoding is set
  return text;
}
