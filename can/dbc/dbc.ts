/** Intel: `start` is the least significant bit. Motorola: the most significant one, byte by byte from bit 7 to 0. */
export type ByteOrder = 'intel' | 'motorola';

/** Raw values of the multiplexer signal `by` (both ends included) with which a multiplexed signal is in the frame. */
export type Multiplexing = { by: string; ranges: readonly (readonly [number, number])[] };

/** One value in a message: physical = raw · factor + offset. */
export type DbcSignal = {
  name: string;
  /** DBC bit number: byte · 8 + bit, bit 0 the least significant of its byte */
  start: number;
  /** bits */
  length: number;
  byteOrder: ByteOrder;
  /** of the raw value; float has 32 bits (single) or 64 (double) of IEEE 754 */
  kind: 'unsigned' | 'signed' | 'float';
  factor: number;
  offset: number;
  /** physical; both 0 where the file states no range, NaN where it writes no number */
  min: number;
  max: number;
  unit: string;
  /** other signals hang on this one's raw value */
  isMultiplexer: boolean;
  multiplexing?: Multiplexing;
  /** raw value → its text */
  labels?: ReadonlyMap<number, string>;
  comment?: string;
  /** in the file, from 1 */
  line: number;
  /** why the signal can't be decoded: asking for it is an error, having it in the file is not */
  fault?: string;
};

/** What a frame's bytes mean. */
export type DbcMessage = {
  /** the DBC's name, for messages to people */
  file: string;
  /** 11 or 29 bits */
  id: number;
  extended: boolean;
  name: string;
  /** bytes */
  length: number;
  fd: boolean;
  /** s; absent where the file gives none (or 0, not cyclic) */
  cycleTime?: number;
  sender?: string;
  signals: DbcSignal[];
  comment?: string;
  /** in the file, from 1 */
  line: number;
};

/** A remark on the file that stops no decoding. */
export type DbcWarning = { line: number; text: string };

export type Dbc = {
  file: string;
  version: string;
  /** in the file's order; ids differ */
  messages: DbcMessage[];
  /** VAL_TABLE_: table name → raw value → text */
  valueTables: ReadonlyMap<string, ReadonlyMap<number, string>>;
  warnings: DbcWarning[];
};
