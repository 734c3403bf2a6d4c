import { InputError } from '../../core/input-error.js';
import type { Dbc, DbcMessage } from './dbc.js';
import { Cursor } from './cursor.js';
import { DbcDraft } from './draft.js';
import { findFaults, findOverlaps } from './faults.js';
import { tokenize } from './lexer.js';
import { SECTIONS } from './sections.js';

/** Vector's tools end their sections' names with an underscore; FILTER and VERSION are the ones without. */
const SECTION_NAME = /^([A-Z][A-Z_]*_|FILTER)$/;
/** VFrameFormat of a CAN FD message: StandardCAN_FD and ExtendedCAN_FD */
const FD_FORMATS = ['14', '15'];
/** A line of a message or a signal, where it has no business to be. */
const SWALLOWED = /[\r\n]\s*(?:BO_ \d|SG_ \w)/;

/**
 * DBC text → its messages. Throws an InputError where a line that lays out bits is malformed. What can't be decoded but
 * is well written (public files have many overlong signals and doubled names) is a warning and the signal's `fault`,
 * an error only for who asks for that signal; overlaps are warnings, since reading bits twice does no harm.
 */
export function parseDbc(text: string, where: string): Dbc {
  const draft = new DbcDraft(where);
  const { tokens, openQuotes } = tokenize(text, where);
  for (const line of openQuotes) draft.warn(line, 'a quote is one too many or few, and left out');
  const swallowing = tokens.find(({ type, text }) => type === 'string' && SWALLOWED.test(text));
  if (swallowing) {
    draft.warn(
      swallowing.line,
      'the text that begins here has messages or signals in it: a quote is one too many or few',
    );
  }
  const cursor = new Cursor(tokens, where);
  while (cursor.token.type !== 'end') readSection(cursor, draft);
  for (const link of draft.links) link();
  applyAttributes(draft);
  applyLongNames(draft);
  for (const message of draft.messages.values()) finish(message, draft);
  draft.dbc.warnings.sort((a, b) => a.line - b.line);
  return draft.dbc;
}

/**
 * UTF-16 by its mark or by the zeros between Latin letters, UTF-8 where the bytes are, else Windows-1252, the superset of
 * Latin-1 that Vector's tools write.
 */
export function decodeDbcText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || second === 0) return new TextDecoder('utf-16le').decode(bytes);
  if ((first === 0xfe && second === 0xff) || first === 0) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function readSection(cursor: Cursor, draft: DbcDraft): void {
  if (cursor.tryMark(';')) return; // one too many, as some tools write
  const { type, text, line } = cursor.token;
  const section = type === 'word' ? SECTIONS.get(text) : undefined;
  if (!section) {
    if (type !== 'word' || !SECTION_NAME.test(text)) cursor.fail('a section such as BO_, VAL_ or CM_');
    if (text === 'SG_') cursor.fail('a BO_ line before the first SG_ line');
    cursor.next();
    cursor.skipStatement();
  } else if (section.isText) {
    try {
      section.read(cursor, draft);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      draft.warn(line, `left out: ${error.message}`);
      cursor.skipStatement();
    }
  } else {
    section.read(cursor, draft);
  }
}

function applyAttributes({ messages, messageAttributes, attributeDefaults, enumerations }: DbcDraft): void {
  const apply = (message: DbcMessage, name: string, value: string) => {
    if (name === 'GenMsgCycleTime') {
      const cycleTime = Number(value) / 1000;
      message.cycleTime = cycleTime > 0 ? cycleTime : undefined;
    } else if (name === 'VFrameFormat') {
      const index = enumerations.get(name)?.indexOf(value) ?? -1;
      message.fd = message.length > 8 || FD_FORMATS.includes(index < 0 ? value : String(index));
    }
  };
  for (const message of messages.values()) {
    for (const [name, value] of attributeDefaults) apply(message, name, value);
  }
  for (const { id, name, value } of messageAttributes) {
    const message = messages.get(id);
    if (message) apply(message, name, value);
  }
}

/** After all that speaks of a message or signal by the name that stands in its own line. */
function applyLongNames(draft: DbcDraft): void {
  for (const { id, signal, name, line } of draft.longNames) {
    if (name === '') continue; // as written where there is none
    if (signal === undefined) {
      const message = draft.message(id, line);
      if (message) message.name = name;
      continue;
    }
    const found = draft.signal(id, signal, line);
    if (!found) continue;
    found.name = name;
    for (const { multiplexing } of draft.message(id, line)!.signals)
      if (multiplexing?.by === signal) multiplexing.by = name;
  }
}

function finish(message: DbcMessage, draft: DbcDraft): void {
  linkMultiplexing(message, draft);
  findFaults(message);
  for (const { name, line, fault } of message.signals) {
    if (fault !== undefined) draft.warn(line, `${message.name}.${name}: ${fault}`);
  }
  for (const [a, b] of findOverlaps(message)) {
    draft.warn(b.line, `${message.name}.${b.name}: overlaps ${a.name} (line ${a.line})`);
  }
  draft.dbc.messages.push(message);
}

/** `mN` alone names no multiplexer: it is the message's one `M` that hangs on no other. */
function linkMultiplexing({ signals }: DbcMessage, { selectors }: DbcDraft): void {
  const roots = signals.filter((one) => one.isMultiplexer && !one.multiplexing && !selectors.has(one));
  for (const signal of signals) {
    const value = selectors.get(signal);
    if (value === undefined || signal.multiplexing) continue;
    if (Number.isNaN(value)) signal.fault = 'expected a value after m, or SG_MUL_VAL_ with ranges of them, got neither';
    else if (roots.length === 1) signal.multiplexing = { by: roots[0]!.name, ranges: [[value, value]] };
    else signal.fault = `expected one multiplexer (M) in the message, got ${roots.length}`;
  }
}
