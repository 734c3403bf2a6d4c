import { MAX_EXTENDED_ID, MAX_STANDARD_ID } from '../frame.js';
import type { Dbc, DbcMessage, DbcSignal } from './dbc.js';

/** A message's id as the file writes it: bit 31 set where it has 29 bits. */
export type DbcId = number;

/** The place that Vector's tools give to signals without a message. */
const INDEPENDENT_ID = 0xc000_0000;
const INDEPENDENT_NAME = 'VECTOR__INDEPENDENT_SIG_MSG';

/**
 * A DBC while it is read. Sections come in any order, so what refers to a message or a signal is kept as a link and
 * runs after the last line.
 */
export class DbcDraft {
  readonly dbc: Dbc;
  readonly valueTables = new Map<string, Map<number, string>>();
  readonly links: (() => void)[] = [];
  /** the N of `mN`: the multiplexer's raw value that carries the signal; NaN of a bare `m`, which leaves it to a section */
  readonly selectors = new Map<DbcSignal, number>();
  /** attribute → the texts of its enumeration, in the order of their values */
  readonly enumerations = new Map<string, string[]>();
  readonly attributeDefaults = new Map<string, string>();
  readonly messageAttributes: { name: string; id: DbcId; value: string }[] = [];
  /** names of more than 32 characters: the sections have them cut, and an attribute has the whole one */
  readonly longNames: { id: DbcId; signal?: string; name: string; line: number }[] = [];
  readonly #messages = new Map<DbcId, DbcMessage>();
  #independentId: DbcId | undefined;

  constructor(file: string) {
    this.dbc = { file, version: '', messages: [], valueTables: this.valueTables, warnings: [] };
  }

  get messages(): ReadonlyMap<DbcId, DbcMessage> {
    return this.#messages;
  }

  warn(line: number, text: string): void {
    this.dbc.warnings.push({ line, text });
  }

  /** The message begun at this line; undefined for the one that holds signals without a message. */
  begin(rawId: DbcId, fields: Pick<DbcMessage, 'name' | 'length' | 'sender' | 'line'>): DbcMessage | undefined {
    const { name, length, line } = fields;
    if (rawId === INDEPENDENT_ID || name === INDEPENDENT_NAME) {
      this.#independentId = rawId;
      return undefined;
    }
    const marked = rawId >= 0x8000_0000;
    const id = marked ? rawId - 0x8000_0000 : rawId;
    const extended = marked || id > MAX_STANDARD_ID;
    if (id > MAX_EXTENDED_ID) this.warn(line, `${name}: no frame has the id ${rawId}, it is longer than 29 bits`);
    else if (extended && !marked) this.warn(line, `${name}: id ${rawId} taken for 29 bits, though bit 31 is not set`);
    const frames = [...this.#messages].find(([, one]) => one.id === id && one.extended === extended);
    if (frames) {
      const [earlierId, earlier] = frames;
      this.warn(line, `${name}: takes the place of ${earlier.name} (line ${earlier.line}) with the same id`);
      this.#messages.delete(earlierId);
    }
    const message: DbcMessage = { file: this.dbc.file, ...fields, id, extended, fd: length > 8, signals: [] };
    this.#messages.set(rawId, message);
    return message;
  }

  /** The message that a section speaks of; a warning where there is none. */
  message(id: DbcId, line: number): DbcMessage | undefined {
    const message = this.#messages.get(id);
    if (!message && id !== this.#independentId) this.warn(line, `there is no message with the id ${id}`);
    return message;
  }

  signal(id: DbcId, name: string, line: number): DbcSignal | undefined {
    const message = this.message(id, line);
    const signal = message?.signals.find((one) => one.name === name);
    if (message && !signal) this.warn(line, `${message.name} has no signal ${name}`);
    return signal;
  }
}
