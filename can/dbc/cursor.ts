import { InputError } from '../../core/input-error.js';
import type { Token } from './lexer.js';

/** A line that begins with one of these begins a section; every keyword of the format that can stand there. */
const SECTIONS = new Set(
  (
    'VERSION NS_ BS_ BU_ VAL_TABLE_ BO_ SG_ BO_TX_BU_ EV_ ENVVAR_DATA_ EV_DATA_ SGTYPE_ SGTYPE_VAL_ SIG_TYPE_REF_ ' +
    'SIGTYPE_VALTYPE_ SIG_GROUP_ SIG_VALTYPE_ SG_MUL_VAL_ CM_ BA_DEF_ BA_DEF_REL_ BA_DEF_SGTYPE_ BA_DEF_DEF_ ' +
    'BA_DEF_DEF_REL_ BA_ BA_REL_ BA_SGTYPE_ VAL_ CAT_DEF_ CAT_ FILTER NS_DESC_ BU_SG_REL_ BU_EV_REL_ BU_BO_REL_'
  ).split(' '),
);

/** Walks over the tokens of a DBC; what is not as expected throws an InputError that names file and line. */
export class Cursor {
  readonly where: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  /** `tokens` must end with the end token. */
  constructor(tokens: readonly Token[], where: string) {
    this.#tokens = tokens;
    this.where = where;
  }

  get token(): Token {
    return this.#tokens[this.#at]!;
  }

  /** Whether the token begins a section: a keyword at the begin of a line, or the end of the file. */
  get atSection(): boolean {
    const { type, first, text } = this.token;
    return type === 'end' || (first && type === 'word' && SECTIONS.has(text));
  }

  /** Whether the token is the only one of its line. */
  get isAlone(): boolean {
    return this.token.first && (this.#tokens[this.#at + 1]?.first ?? true);
  }

  next(): Token {
    const token = this.token;
    if (token.type !== 'end') this.#at++;
    return token;
  }

  word(expected: string): string {
    if (this.token.type !== 'word') this.fail(expected);
    return this.next().text;
  }

  string(expected: string): string {
    if (this.token.type !== 'string') this.fail(expected);
    return this.next().text;
  }

  number(expected: string): number {
    const value = Number(this.token.text);
    if (this.token.type !== 'word' || !Number.isFinite(value)) this.fail(expected);
    this.next();
    return value;
  }

  count(expected: string): number {
    const value = Number(this.token.text);
    if (this.token.type !== 'word' || !Number.isInteger(value) || value < 0) this.fail(expected);
    this.next();
    return value;
  }

  /** What stands up to the next mark or line, blanks left out. */
  match(pattern: RegExp, expected: string): RegExpExecArray {
    const { line } = this.token;
    let written = '';
    while (this.token.type === 'word' && (written === '' || !this.token.first)) written += this.next().text;
    if (written === '') this.fail(expected);
    return pattern.exec(written) ?? this.#refuse(expected, quoted(written), line);
  }

  mark(mark: string): void {
    if (!this.tryMark(mark)) this.fail(`"${mark}"`);
  }

  tryMark(mark: string): boolean {
    const found = this.token.type === 'mark' && this.token.text === mark;
    if (found) this.next();
    return found;
  }

  /** The semicolon, which files of many a tool leave out at the end of a line. */
  endStatement(): void {
    if (!this.tryMark(';') && !this.token.first) this.fail('";"');
  }

  skipLine(): void {
    while (!this.token.first) this.next();
  }

  skipStatement(): void {
    while (!this.atSection && !this.tryMark(';')) this.next();
  }

  fail(expected: string): never {
    const { type, text, line } = this.token;
    this.#refuse(expected, type === 'end' ? text : quoted(text), line);
  }

  #refuse(expected: string, got: string, line: number): never {
    throw new InputError(`expected ${expected}, got ${got} (${this.where}:${line})`);
  }
}

const quoted = (text: string) => JSON.stringify(text.slice(0, 40));
