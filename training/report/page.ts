import { markup, trusted, type Markup } from './markup.js';
import { STYLE } from './style.js';

type Page = {
  title: string;
  header: Markup;
  body: Markup;
  /** beside the style that all pages have: before it, and behind it */
  before?: string | undefined;
  behind?: string | undefined;
  /** true: the page's own script runs */
  scripts?: boolean;
};

/** An HTML file that needs nothing else: the browser itself is told to load nothing. */
export function page({ title, header, body, before = '', behind = '', scripts = false }: Page): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'${scripts ? "; script-src 'unsafe-inline'" : ''}`;
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
