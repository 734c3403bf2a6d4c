import type { DbcSignal } from './dbc.js';
import type { Cursor } from './cursor.js';
import type { DbcDraft } from './draft.js';

/** `BO_ id name: bytes sender` and the `SG_` lines under it. */
export function readMessage(cursor: Cursor, draft: DbcDraft): void {
  const { line } = cursor.next();
  const id = cursor.count('a message id');
  const name = cursor.word('a message name');
  cursor.mark(':');
  const length = cursor.count('a message length in bytes');
  const sender = cursor.token.type === 'word' && !cursor.token.first ? cursor.next().text : undefined;
  cursor.skipLine();
  const message = draft.begin(id, { name, length, sender, line });
  while (cursor.token.type === 'word' && cursor.token.text === 'SG_') {
    const signal = readSignal(cursor, draft);
    message?.signals.push(signal);
  }
}

/** `SG_ name [M|mN|mNM|m|mM] : start|length@order sign (factor,offset) [min|max] "unit" receivers`, the last three optional. */
function readSignal(cursor: Cursor, draft: DbcDraft): DbcSignal {
  const { line } = cursor.next();
  const name = cursor.word('a signal name');
  const multiplexing = cursor.tryMark(':') ? '' : readMultiplexing(cursor);
  const start = cursor.count('a start bit');
  cursor.mark('|');
  const length = cursor.count('a length in bits');
  cursor.mark('@');
  const [, byteOrder, sign] = cursor.match(/^(\d+)([+-])$/, 'a byte order and sign: 0+, 0-, 1+ or 1-');
  cursor.mark('(');
  const factor = cursor.number('a factor');
  cursor.mark(',');
  const offset = cursor.number('an offset');
  cursor.mark(')');
  const [min, max] = cursor.tryMark('[') ? readRange(cursor) : [0, 0];
  const unit = cursor.token.type === 'string' ? cursor.next().text : '';
  skipReceivers(cursor);
  const signal: DbcSignal = {
    name,
    start,
    length,
    byteOrder: byteOrder === '1' ? 'intel' : 'motorola',
    kind: sign === '-' ? 'signed' : 'unsigned',
    factor,
    offset,
    min,
    max,
    unit,
    isMultiplexer: multiplexing.endsWith('M'),
    line,
  };
  if (!['0', '1'].includes(byteOrder!)) signal.fault = `expected the byte order 0 or 1, got ${byteOrder}`;
  if (multiplexing.startsWith('m')) draft.selectors.set(signal, Number.parseInt(multiplexing.slice(1)));
  return signal;
}

function readMultiplexing(cursor: Cursor): string {
  const { text } = cursor.token;
  if (!/^(M|m\d*M?)$/.test(text)) cursor.fail('":", M, or m and a number');
  cursor.next();
  cursor.mark(':');
  return text;
}

/** Some tools write `1.#INF` and the like; no decoding hangs on the range. */
function readRange(cursor: Cursor): [number, number] {
  const ends = ['', ''];
  let at = 0;
  while (!cursor.tryMark(']')) {
    if (cursor.tryMark('|')) at = 1;
    else if (cursor.token.first) cursor.fail('"]"');
    else ends[at] += cursor.next().text;
  }
  const number = (text: string) => (text === '' ? NaN : Number(text));
  return [number(ends[0]!), number(ends[1]!)];
}

function skipReceivers(cursor: Cursor): void {
  let wraps = false; // a list that ends with a comma goes on in the next line
  while (wraps || !cursor.token.first) {
    wraps = cursor.tryMark(',');
    if (!wraps && !cursor.tryMark(';')) cursor.word('a receiver');
  }
}
