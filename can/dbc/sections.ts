import type { Cursor } from './cursor.js';
import type { DbcDraft } from './draft.js';
import { readMessage } from './messages.js';

type Section = {
  read: (cursor: Cursor, draft: DbcDraft) => void;
  /** it holds no bits, only words about them: where it is malformed it is left out with a warning */
  isText?: true;
};

/** Attributes of Vector's tools with the names that are longer than a DBC allows. */
const LONG_NAMES = { BO_: 'SystemMessageLongSymbol', SG_: 'SystemSignalLongSymbol' };

/** Keyword → reader; any other section is skipped. */
export const SECTIONS: ReadonlyMap<string, Section> = new Map<string, Section>([
  ['VERSION', { read: readVersion, isText: true }],
  ['NS_', { read: skipNames }],
  ['BO_', { read: readMessage }],
  ['SIG_VALTYPE_', { read: readValueType }],
  ['SG_MUL_VAL_', { read: readExtendedMultiplexing }],
  ['BA_DEF_', { read: readAttributeDefinition, isText: true }],
  ['BA_DEF_DEF_', { read: readAttributeDefault, isText: true }],
  ['BA_', { read: readAttribute, isText: true }],
  ['VAL_TABLE_', { read: readValueTable, isText: true }],
  ['VAL_', { read: readLabels, isText: true }],
  ['CM_', { read: readComment, isText: true }],
]);

function readVersion(cursor: Cursor, draft: DbcDraft): void {
  cursor.next();
  draft.dbc.version = cursor.string('a version in quotes');
}

/** `NS_ :` and keywords, each alone in its line, which is how they differ from the sections after them. */
function skipNames(cursor: Cursor): void {
  cursor.next();
  cursor.skipLine();
  while (cursor.token.type === 'word' && cursor.isAlone) cursor.next();
}

/** `SIG_VALTYPE_ id signal : type;` with 0 integer, 1 single, 2 double. */
function readValueType(cursor: Cursor, draft: DbcDraft): void {
  const { line } = cursor.next();
  const id = cursor.count('a message id');
  const name = cursor.word('a signal name');
  cursor.tryMark(':');
  const type = cursor.count('a value type (0, 1 or 2)');
  cursor.endStatement();
  draft.links.push(() => {
    const signal = draft.signal(id, name, line);
    if (signal && type > 0) signal.kind = 'float';
  });
}

/** `SG_MUL_VAL_ id signal multiplexer 0-0, 3-5;` */
function readExtendedMultiplexing(cursor: Cursor, draft: DbcDraft): void {
  const { line } = cursor.next();
  const id = cursor.count('a message id');
  const name = cursor.word('a signal name');
  const by = cursor.word('a multiplexer signal name');
  const ranges: [number, number][] = [];
  do {
    const [, from, to] = cursor.match(/^(\d+)-(\d+)$/, 'a range of raw values such as 3-5');
    ranges.push([Number(from), Number(to)]);
  } while (cursor.tryMark(','));
  cursor.endStatement();
  draft.links.push(() => {
    const signal = draft.signal(id, name, line);
    if (signal && draft.signal(id, by, line)) signal.multiplexing = { by, ranges };
  });
}

/** `BA_DEF_ [object] "name" ENUM "a","b";` and other types, of which only the enumeration's texts matter. */
function readAttributeDefinition(cursor: Cursor, draft: DbcDraft): void {
  cursor.next();
  if (cursor.token.type === 'word') cursor.next();
  const name = cursor.string('an attribute name in quotes');
  if (cursor.word('an attribute type') === 'ENUM') {
    const texts: string[] = [];
    do texts.push(cursor.string('a text in quotes'));
    while (cursor.tryMark(','));
    draft.enumerations.set(name, texts);
  }
  cursor.skipStatement();
}

function readAttributeDefault(cursor: Cursor, draft: DbcDraft): void {
  cursor.next();
  const name = cursor.string('an attribute name in quotes');
  draft.attributeDefaults.set(name, cursor.next().text);
  cursor.endStatement();
}

/** `BA_ "name" BO_ id value;` is kept, and of `BA_ "name" SG_ id signal value;` a long name; those of others are skipped. */
function readAttribute(cursor: Cursor, draft: DbcDraft): void {
  const { line } = cursor.next();
  const name = cursor.string('an attribute name in quotes');
  const object = cursor.token.type === 'word' ? cursor.token.text : '';
  if (object === 'BO_' || object === 'SG_') {
    cursor.next();
    const id = cursor.count('a message id');
    const signal = object === 'SG_' ? cursor.word('a signal name') : undefined;
    const value = cursor.next().text;
    if (LONG_NAMES[object] === name) draft.longNames.push({ id, name: value, line, ...(signal && { signal }) });
    else if (object === 'BO_') draft.messageAttributes.push({ name, id, value });
  }
  cursor.skipStatement();
}

function readValueTable(cursor: Cursor, draft: DbcDraft): void {
  cursor.next();
  const name = cursor.word('a table name');
  draft.valueTables.set(name, readTexts(cursor));
}

/** `VAL_ id signal 0 "text" …;`, or the name of an environment variable in place of id and signal. */
function readLabels(cursor: Cursor, draft: DbcDraft): void {
  const { line } = cursor.next();
  const id = Number(cursor.word('a message id'));
  if (Number.isNaN(id)) return cursor.skipStatement();
  const name = cursor.word('a signal name');
  const labels = readTexts(cursor);
  draft.links.push(() => {
    const signal = draft.signal(id, name, line);
    if (signal && labels.size > 0) signal.labels = labels;
  });
}

function readTexts(cursor: Cursor): Map<number, string> {
  const texts = new Map<number, string>();
  while (cursor.token.type === 'word' && !cursor.atSection) {
    const value = cursor.number('a raw value');
    texts.set(value, cursor.string('a text in quotes'));
  }
  cursor.endStatement();
  return texts;
}

/** `CM_ [BO_ id | SG_ id signal | BU_ node | EV_ variable] "text";` */
function readComment(cursor: Cursor, draft: DbcDraft): void {
  const { line } = cursor.next();
  const object = cursor.token.type === 'word' ? cursor.next().text : '';
  const id = object === 'BO_' || object === 'SG_' ? cursor.count('a message id') : 0;
  const name = cursor.token.type === 'word' ? cursor.next().text : '';
  const comment = cursor.string('a comment in quotes');
  cursor.endStatement();
  if (object === 'BO_') {
    draft.links.push(() => {
      const message = draft.message(id, line);
      if (message) message.comment = comment;
    });
  }
  if (object === 'SG_') {
    draft.links.push(() => {
      const signal = draft.signal(id, name, line);
      if (signal) signal.comment = comment;
    });
  }
}
