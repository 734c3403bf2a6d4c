import { InputError } from '../../core/input-error.js';

/** `first`: the first token of its line. A string's text is without quotes and escapes. */
export type Token = { type: 'word' | 'string' | 'mark' | 'end'; text: string; line: number; first: boolean };

/** In turn: blanks, a comment, a string, a mark, a word. */
const TOKEN = /(\s+|\/\/.*)|"([^"\\]*(?:\\[^][^"\\]*)*)"|([:|@(),[\];])|((?:[^\s":|@(),[\];/]+|\/(?!\/))+)/y;

/**
 * DBC text → tokens. A word is any run of characters that is no blank, quote or mark, so that names and numbers of
 * every tool's taste pass; what a word has to be is checked where it is used. `//` starts a comment.
 */
export function tokenize(text: string, where: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let first = true;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    // A quote that nothing closes is the one thing that no part of the pattern takes.
    if (!match) throw new InputError(`expected a closing quote, got the end of the file (${where}:${line})`);
    const [whole, blank, string, mark, word] = match;
    if (string !== undefined) {
      tokens.push({ type: 'string', text: string.replace(/\\(["\\])/g, '$1'), line, first });
    } else if (blank === undefined) {
      tokens.push({ type: mark === undefined ? 'word' : 'mark', text: mark ?? word!, line, first });
    }
    const breaks = mark === undefined && word === undefined ? whole.split('\n').length - 1 : 0;
    line += breaks;
    first = blank === undefined ? false : first || breaks > 0;
  }
  tokens.push({ type: 'end', text: 'the end of the file', line, first: true });
  return tokens;
}
