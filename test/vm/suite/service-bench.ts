/** What the tests of the package in a guest share: the unit, its journal, what it sends, and the drive that is played to it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CanFrame } from '../../../can/frame.js';
import { CandumpLineParser } from '../../../can/log/candump-line.js';
import { run, until } from './vcan.js';

export const UNIT = 'steercast.service';
export const CONFIG = '/etc/steercast/steercast.yaml';
export const BUS = 'vcan0';
export const WORK = '/tmp/service';
export const SENDING = `model: /var/lib/steercast/champion
vehicle: synthetic
interface: ${BUS}
preview: { map: /var/lib/steercast/roads.map }
output: { stdout: false, socket: /run/steercast/predictions.sock, can: { id: 0x6F0, dbc: /var/lib/steercast/prediction.dbc } }
`;
/** of the model, in µs */
export const STEP_US = 1e5;
/** as AUTOSAR's and the reasons' layout has them */
const STATES = ['INIT', 'VALID', 'DEGRADED', 'INVALID'] as const;

export const systemctl = (...args: string[]) => spawnSync('systemctl', args, { encoding: 'utf8' });
export const shown = (property: string, unit = UNIT) =>
  run('systemctl', 'show', '--value', '-p', property, unit).trim();
export const pid = () => Number(shown('MainPID'));
export const journal = (unit = UNIT) => run('journalctl', '-o', 'cat', '--no-pager', '-u', unit);
export const configure = (text: string) => writeFileSync(CONFIG, text);
export const restart = () => {
  systemctl('reset-failed', UNIT);
  return systemctl('restart', UNIT);
};

const parser = new CandumpLineParser();
export const frameOf = (line: string) => {
  const bytes = Buffer.from(line, 'latin1');
  return parser.parse(bytes, 0, bytes.length)!;
};
type Message = {
  timeUs: number;
  state: (typeof STATES)[number];
  angles: number[];
};
/** What is sent as 0x6F0 on the bus, heard from the first test to the last; interfaces come and go. */
let ear: ChildProcess | undefined;
let ended = '';
export const messages: Message[] = [];
export function listen(): void {
  ear = spawn('candump', ['-L', 'any,6F0:7FF'], { stdio: ['ignore', 'pipe', 'ignore'] });
  ear.stdout!.setEncoding('latin1').on('data', (text: string) => {
    const lines = (ended + text).split('\n');
    ended = lines.pop()!;
    for (const line of lines) if (line.includes(` ${BUS} `)) messages.push(messageOf(line));
  });
}
function messageOf(line: string): Message {
  const { data, timestampUs } = frameOf(line);
  const view = new DataView(data.buffer, data.byteOffset);
  const angles = [0, 1, 2, 3, 4].map((k) => view.getInt16(4 + 2 * k, true) * 0.05);
  return { timeUs: timestampUs, state: STATES[data[3]! & 3]!, angles };
}
/** Waits for a message of this state that is sent from now on. */
export async function untilSent(state: Message['state'], seconds = 20): Promise<void> {
  const heard = messages.length;
  const since = Date.now() * 1000; // what is not read yet may have been sent before
  const isNew = (message: Message) => message.state === state && message.timeUs >= since;
  await until(() => messages.slice(heard).some(isNew), seconds);
}
/** deg, between the angle that is said of the next step and the one that the car's own message has then. */
export function meanErrorOf(said: readonly Message[], played: readonly CanFrame[]): number {
  const truth = played
    .filter(({ id }) => id === 0x100)
    .map(({ timestampUs, data }) => ({ timestampUs, angle: Buffer.from(data).readInt16BE(0) * 0.025 }));
  const errors = said.flatMap(({ timeUs, angles }) => {
    const then = truth.find(({ timestampUs }) => timestampUs >= timeUs + STEP_US);
    return then ? [Math.abs(then.angle - angles[0]!)] : [];
  });
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}
/** s from the start of the running service to READY */
export const readyAfter = () =>
  (Number(shown('ActiveEnterTimestampMonotonic')) - Number(shown('ExecMainStartTimestampMonotonic'))) / 1e6;
/** s that the runtime takes to start and end with nothing to do */
export function startRuntime(): number {
  const begin = performance.now();
  run('/usr/lib/steercast/bin/node', '--eval', '0');
  return (performance.now() - begin) / 1000;
}
export const figure = (text: string) => console.log(`figure: ${text}`);

let player: ChildProcess | undefined;
/** The drive, again and again, through all tests. */
export function play() {
  player?.kill('SIGKILL');
  player = spawn('canplayer', ['-l', 'i', '-I', join(WORK, 'drive.log'), `${BUS}=can0`], { stdio: 'ignore' });
}

/** Nothing is played and nobody listens any more. */
export function fallSilent(): void {
  player?.kill('SIGKILL');
  ear?.kill('SIGKILL');
}
