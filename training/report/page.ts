import { markup, trusted, type Markup } from './markup.js';
import { STYLE } from './style.js';

type Page = {
  title: string;
  header: Markup;
  body: Markup;
  /** beside the style that all pages have: before it, and behind it */
  before?: string | undefined;
  behind?: string | undefined;
  /** the page's own scripts run; connected: they may ask the server that the page is from, too */
  scripts?: 'alone' | 'connected' | undefined;
};

/** An HTML file that needs nothing else: the browser itself is told to load nothing. */
export function page({ title, header, body, before = '', behind = '', scripts }: Page): string {
  const own = scripts === undefined ? '' : "; script-src 'unsafe-inline'";
  const server = scripts === 'connected' ? "; connect-src 'self'" : '';
  const policy = `default-src 'none'; style-src 'unsafe-inline'${own}${server}`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<style>${trusted(before + STYLE + behind)}</style>
</head>
<body><main>
${header}
${body}
</main></body>
</html>
`.html;
}

export const section = (title: string, body: Markup): Markup => markup`<section><h2>${title}</h2>${body}</section>`;
