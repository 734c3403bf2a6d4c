import { readFile } from 'node:fs/promises';
import type { Dbc, DbcSignal } from '../can/dbc/dbc.js';
import { writtenId } from '../can/dbc/find-message.js';
import { decodeDbcText, parseDbc } from '../can/dbc/parse.js';
import { systemFault } from '../files/system-fault.js';
import { counted } from '../core/counted.js';
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
    const cycle = message.cycleTime === undefined ? '' : `${message.cycleTime * 1000} ms`;
    return [
      [`${writtenId(message)} ${message.name}`, counted(message.length, 'byte'), cycle, '', ''],
      ...message.signals.map((one) => [
        `  ${one.name}`,
        `${one.start}|${one.length} ${one.byteOrder}`,
        one.kind,
        `x ${one.factor} + ${one.offset} ${one.unit}`,
        one.fault ?? presence(one.multiplexing),
      ]),
    ];
  });
  const table = rows.length > 0 ? [textTable(rows, 5)] : [];
  const remarks = warnings.map(({ line, text }) => `${path}:${line}: ${text}`);
  const undecodable = faults > 0 ? `, ${faults} of them can't be decoded` : '';
  const counts = `${counted(messages.length, 'message')}, ${counted(signals.length, 'signal')}${undecodable}`;
  return [`${path}: DBC, ${counts}`, ...table, ...remarks].join('\n');
}

/** `when MODE is 1, 3-5` */
function presence(multiplexing: DbcSignal['multiplexing']): string {
  if (!multiplexing) return '';
  const values = multiplexing.ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
  return `when ${multiplexing.by} is ${values.join(', ')}`;
}
