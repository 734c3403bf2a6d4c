import { SaxesParser } from 'saxes';
import { InputError } from '../core/input-error.js';

/** An element of an XML file, with the line that it begins on. */
export type XmlElement = {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: XmlElement[];
  /** its own text, without the children's */
  text: string;
  line: number;
};

const BARE_AMPERSAND = /&(?!#?[\w.:-]+;)/;
/** Where an & is itself: comments, character data, instructions. */
const LITERAL = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>/g;

/** XML text → its root element; text that is not well-formed is an InputError. */
export function parseXml(text: string, path: string): XmlElement {
  const parser = new SaxesParser({ position: true, xmlns: false as const });
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '', line: 0 };
  const open = [root];
  parser.on('error', ({ message }) => {
    const ampersand = /entity|unclosed tag|unexpected end/.test(message) ? lineOfAmpersand(text, parser.line) : 0;
    const [got, line] = ampersand ? ['a bare &', ampersand] : [message.replace(/^\d+:\d+: /, ''), parser.line];
    throw new InputError(`expected well-formed XML, got ${got} (${path}:${line})`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    const local = name.slice(name.indexOf(':') + 1); // a file has one vocabulary, whatever prefix it gives it
    const element = { name: local, attributes, children: [], text: '', line: parser.line };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  const take = (some: string) => void (open.at(-1)!.text += some);
  parser.on('text', take);
  parser.on('cdata', take);
  parser.write(withoutLateDeclaration(text)).close();
  return root.children[0]!; // a file without a root is an error of the parser
}

/**
 * The line of a bare &, of those up to `last`; 0 where there is none. It swallows all up to the next semicolon, or to the
 * end, and the parser tells of a fault far below it.
 */
function lineOfAmpersand(text: string, last: number): number {
  const lines = text.replace(LITERAL, (literal) => literal.replace(/[^\n]/g, ' ')).split('\n', last);
  return lines.findIndex((line) => BARE_AMPERSAND.test(line)) + 1;
}

/** Some put a licence before the declaration, which is no XML and harmless: blanks in its place, lines as they were. */
const withoutLateDeclaration = (text: string): string =>
  text.replace(/^((?:\s|<!--[\s\S]*?-->)+)<\?xml[^>]*\?>/, (_, before: string) => before);

export const childrenOf = (element: XmlElement | undefined, name: string): XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? [];

export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name);

/** An attribute as a number; NaN where it is missing or no number. */
export function numberOf({ attributes }: XmlElement, name: string): number {
  const text = attributes[name]?.trim();
  return text === undefined || text === '' ? NaN : Number(text);
}
