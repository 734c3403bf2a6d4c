import { InputError } from '../../core/input-error.js';

/** `first`: the first token of its line. A string's text is without quotes and escapes. */
export type Token = { type: 'word' | 'string' | 'mark' | 'end'; text: string; line: number; first: boolean };

/** In turn: blanks, a comment, the quote that begins a string, a mark, a word. */
const TOKEN = /(\s+|\/\/.*)|(")|([:|@(),[\];])|((?:[^\s":|@(),[\];/]+|\/(?!\/))+)/y;
const LINE_BREAK = /\r\n?|\n/g;
/** Lines that begin so have no text that goes on in the next one, so that a quote left open in them spoils no others. */
const ONE_LINE = new Set(['BO_', 'SG_', 'BU_', 'BS_']);
/** A quote, the semicolon that ends its line, and the next line's section or the end of the file. */
const STATEMENT_END = /"[ \t]*;[ \t]*(?:[\r\n]\s*(?:[A-Z][A-Z_]*_\s|$)|$)/y;

/**
 * DBC text → tokens. A word is any run of characters that is no blank, quote or mark, so that names and numbers of
 * every tool's taste pass; what a word has to be is checked where it is used. `//` starts a comment. A backslash takes a
 * quote into its string, but where the statement must end with it, as in `CM_ "C:\temp\";`. A quote that its line should
 * close and does not is left out, and its line is among the `openQuotes`.
 */
export function tokenize(text: string, where: string): { tokens: Token[]; openQuotes: number[] } {
  const tokens: Token[] = [];
  const openQuotes: number[] = [];
  let line = 1;
  let first = true;
  let isOneLine = false;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const begin = TOKEN.lastIndex;
    const [, blank, quote, mark, word] = TOKEN.exec(text)!; // every character is of one of the kinds
    if (word !== undefined && first) isOneLine = ONE_LINE.has(word);
    if (quote !== undefined) {
      const end = closingQuote(text, begin);
      if (isOneLine && (end < 0 || text.slice(begin, end).search(LINE_BREAK) >= 0)) {
        openQuotes.push(line);
        continue;
      }
      if (end < 0) throw new InputError(`expected a closing quote, got the end of the file (${where}:${line})`);
      tokens.push({ type: 'string', text: text.slice(begin + 1, end).replace(/\\(["\\])/g, '$1'), line, first });
      TOKEN.lastIndex = end + 1;
    } else if (blank === undefined) {
      tokens.push({ type: mark === undefined ? 'word' : 'mark', text: mark ?? word!, line, first });
    }
    const breaks = (mark ?? word) ? 0 : (text.slice(begin, TOKEN.lastIndex).match(LINE_BREAK)?.length ?? 0);
    line += breaks;
    first = blank === undefined ? false : first || breaks > 0;
  }
  tokens.push({ type: 'end', text: 'the end of the file', line, first: true });
  return { tokens, openQuotes };
}

/** Where the string that begins at `begin` ends; −1 if nowhere. */
function closingQuote(text: string, begin: number): number {
  for (let at = text.indexOf('"', begin + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slash = at;
    while (slash > begin + 1 && text[slash - 1] === '\\') slash--;
    STATEMENT_END.lastIndex = at;
    if ((at - slash) % 2 === 0 || STATEMENT_END.test(text)) return at;
  }
  return -1;
}
