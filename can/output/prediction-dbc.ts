import type { MessageId } from '../live/can-driver.js';
import { OUTPUT_MESSAGES, type OutputFormat, type OutputMessage, type OutputSignal } from './prediction-layout.js';

/** Marks a 29-bit id in a DBC. */
const EXTENDED = 0x8000_0000;
const FRAME_FORMATS = [
  'StandardCAN',
  'ExtendedCAN',
  ...Array.from({ length: 12 }, () => 'reserved'),
  'StandardCAN_FD',
  'ExtendedCAN_FD',
];
const SENDER = 'STEERCAST';

/** `first`: id of the first message, the others follow; `period` in s from message to message. */
export type OutputAddress = { first: MessageId; format: OutputFormat; period: number };

/** The ids that are sent, one for each message. */
export const outputIds = ({ first, format }: Omit<OutputAddress, 'period'>): MessageId[] =>
  OUTPUT_MESSAGES[format].map((_, k) => ({ id: first.id + k, extended: first.extended }));

/** The messages as a DBC, for who receives them. */
export function formatPredictionDbc(address: OutputAddress): string {
  const { format, period } = address;
  const ids = outputIds(address).map(({ id, extended }) => (extended ? (id | EXTENDED) >>> 0 : id));
  const messages = OUTPUT_MESSAGES[format].map((message, k) => ({ ...message, id: ids[k]! }));
  const frameFormat = FRAME_FORMATS.indexOf(
    `${address.first.extended ? 'Extended' : 'Standard'}CAN${format === 'fd' ? '_FD' : ''}`,
  );
  return [
    'VERSION ""',
    `BU_: ${SENDER}`,
    ...messages.map(({ id, ...message }) => [`BO_ ${id} ${describe(message)}`].join('\n')),
    ...messages.flatMap(({ id, signals }) =>
      signals.flatMap(({ name, comment }) => (comment ? [`CM_ SG_ ${id} ${name} "${comment}";`] : [])),
    ),
    'BA_DEF_ BO_ "GenMsgCycleTime" INT 0 65535;',
    `BA_DEF_ BO_ "VFrameFormat" ENUM ${FRAME_FORMATS.map((one) => `"${one}"`).join(',')};`,
    'BA_DEF_DEF_ "GenMsgCycleTime" 0;',
    'BA_DEF_DEF_ "VFrameFormat" "StandardCAN";',
    ...messages.map(({ id }) => `BA_ "GenMsgCycleTime" BO_ ${id} ${Math.round(period * 1000)};`),
    ...messages.map(({ id }) => `BA_ "VFrameFormat" BO_ ${id} ${frameFormat};`),
    ...messages.flatMap(({ id, signals }) => signals.flatMap((signal) => valuesOf(id, signal))),
    '',
  ].join('\n\n');
}

function describe({ name, length, signals }: OutputMessage): string {
  return [`${name}: ${length} ${SENDER}`, ...signals.map(signalLine)].join('\n');
}

function signalLine({ name, start, length, signed = false, factor = 1, unit = '' }: OutputSignal): string {
  const raw = signed ? [1 - 2 ** (length - 1), 2 ** (length - 1) - 1] : [0, 2 ** length - 1];
  const range = raw.map((value) => Math.round(value * factor * 1e6) / 1e6).join('|');
  return ` SG_ ${name} : ${start}|${length}@1${signed ? '-' : '+'} (${factor},0) [${range}] "${unit}" Vector__XXX`;
}

function valuesOf(id: number, { name, labels }: OutputSignal): string[] {
  if (!labels) return [];
  const values = Object.entries(labels).map(([raw, text]) => `${raw} "${text}"`);
  return [`VAL_ ${id} ${name} ${values.join(' ')} ;`];
}
