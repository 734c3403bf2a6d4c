import { request, type RequestOptions } from 'node:http';

export type Answer = { status: number | undefined; text: string };

/** What a server of this machine answers. */
export function ask(options: RequestOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    })
      .on('error', reject)
      .end();
  });
}
