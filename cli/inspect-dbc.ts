import { readFile } from 'node:fs/promises';
import type { Dbc, DbcSignal } from '../can/dbc/dbc.js';
import { decodeDbcText, parseDbc } from '../can/dbc/parse.js';
import { systemFault } from '../files/system-fault.js';
import type { Inspection } from './inspection.js';
import { textTable } from './text-table.js';

export async function readDbc(path: string): Promise<Dbc> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw systemFault(error, 'a DBC file', path);
  });
  return parseDbc(decodeDbcText(bytes), path);
}

/** A DBC file: its messages and signals, the signals that can't be decoded, and its warnings. */
export async function inspectDbc(path: string): Promise<Inspection> {
  const { messages, warnings } = await readDbc(path);
  const figures = {
    kind: 'dbc',
    path,
    messages: messages.map(({ id, extended, name, length, fd, cycleTime, signals }) => ({
      id,
      extended,
      name,
      length,
      fd,
      cycleTime,
      signals: signals.map(signalFigures),
    })),
    warnings,
  };
  return { figures, text: describe(figures) };
}

function signalFigures({ name, start, length, byteOrder, kind, factor, offset, unit, multiplexing, fault }: DbcSignal) {
  return { name, start, length, byteOrder, kind, factor, offset, unit, multiplexing, fault };
}

type DbcFigures = Pick<Dbc, 'warnings'> & {
  path: string;
  messages: (Pick<Dbc['messages'][number], 'id' | 'extended' | 'name' | 'length' | 'cycleTime'> & {
    signals: ReturnType<typeof signalFigures>[];
  })[];
};

function describe({ path, messages, warnings }: DbcFigures): string {
  const signals = messages.flatMap((message) => message.signals);
  const faults = signals.filter(({ fault }) => fault !== undefined).length;
  const rows = messages.flatMap((message) => {
    const id = `${message.id.toString(16).toUpperCase()}${message.extended ? 'x' : ''}`;
    const cycle = message.cycleTime === undefined ? '' : `${message.cycleTime * 1000} ms`;
    return [
      [`${id} ${message.name}`, `${message.length} bytes`, cycle, '', ''],
      ...message.signals.map((one) => {
        const place = `${one.start}|${one.length} ${one.byteOrder}`;
        return [`  ${one.name}`, place, one.kind, `x ${one.factor} + ${one.offset} ${one.unit}`, one.fault ?? ''];
      }),
    ];
  });
  const table = rows.length > 0 ? textTable(rows, 5) : '';
  const remarks = warnings.map(({ line, text }) => `${path}:${line}: ${text}`);
  const head = `${path}: DBC, ${messages.length} messages, ${signals.length} signals, ${faults} of them can't be decoded`;
  return [head, table, ...remarks].join('\n');
}
