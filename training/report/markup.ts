/** Text that is HTML already; everything else is escaped on its way into the page. */
export type Markup = { readonly html: string };

type Part = string | number | Markup | readonly Markup[] | undefined;

/** A template whose values are escaped: a drive may be called `<script>`. */
export function markup(literals: TemplateStringsArray, ...parts: Part[]): Markup {
  return { html: literals.reduce((html, literal, i) => html + toHtml(parts[i - 1]) + literal) };
}

/** Text that must not be escaped: the page's own style and code, never input. */
export const trusted = (html: string): Markup => ({ html });

function toHtml(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part));
  return 'html' in part ? part.html : part.map(({ html }) => html).join('');
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);

/** A value for a `<script type="application/json">`, where only `<` could end the element. */
export const json = (value: unknown): Markup => trusted(JSON.stringify(value).replaceAll('<', '\\u003c'));
