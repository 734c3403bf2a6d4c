import { existsSync } from 'node:fs';
import { request } from 'node:http';
import type { Command } from 'commander';
import { InputError } from '../core/input-error.js';
import type { LiveErrors } from '../core/prediction.js';
import { shortHash } from '../core/short-hash.js';
import { LOOPBACK } from '../runtime/status-server.js';
import { DEFAULT_CONFIG, readRunConfig, type RunConfig } from '../runtime/run-config.js';
import type { RunReport } from '../runtime/run-report.js';
import { AnsweredNo } from './exit.js';
import { textTable } from './text-table.js';

/** What `steercast.service` runs with, where the package is installed. */
const SERVICE_CONFIG = '/etc/steercast/steercast.yaml';
/** ms */
const PATIENCE = 2000;

type Options = { config?: string; json?: boolean; parked?: boolean };

export function registerStatus(program: Command): void {
  program
    .command('status')
    .description('how a run is, as its configuration lets it tell (metrics)')
    .option('--config <file>', "the run's (default: the service's where it is installed, else what run takes)")
    .option('--json', 'all figures, on stdout')
    .option('--parked', 'exit code 0 where the car is parked, else 1, for work that is to wait for it')
    .action(status);
}

async function status({ config = usualConfig(), json = false, parked = false }: Options): Promise<void> {
  const { metrics } = await readRunConfig(config);
  if (!metrics)
    throw new InputError(`expected metrics: { socket: … } or { port: … }, by which a run tells, got none (${config})`);
  const text = await ask(metrics);
  const report = JSON.parse(text) as RunReport; // as: what the run's own code wrote
  if (parked && !report.parked) throw new AnsweredNo('the car is not parked');
  if (parked) return;
  if (json) process.stdout.write(text);
  else console.log(describe(report));
}

const usualConfig = () => (existsSync(SERVICE_CONFIG) ? SERVICE_CONFIG : DEFAULT_CONFIG);

function ask({ socket, port }: NonNullable<RunConfig['metrics']>): Promise<string> {
  const where = socket ?? `port ${port}`;
  const address = socket === undefined ? { host: LOOPBACK, port } : { socketPath: socket };
  return new Promise((resolve, reject) => {
    const asking = request({ ...address, path: '/health', timeout: PATIENCE }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve(text));
    });
    asking.on('timeout', () => asking.destroy(new Error('no answer')));
    asking.on('error', (error: NodeJS.ErrnoException) => {
      const got = error.code === 'EACCES' ? 'no permission (root, or the group steercast)' : 'none';
      reject(
        new InputError(`expected a run that answers at ${where}, got ${got}; systemctl status steercast says why`),
      );
    });
    asking.end();
  });
}

/** For a person: what matters first, a line each. */
export const describe = (report: RunReport): string => textTable(rowsOf(report), 2);

/** The same as names and texts. */
export function rowsOf(report: RunReport): string[][] {
  const { state, reasons, predictions, latencyMs, links, frames, message, output, errors, overdue, outOfRange } =
    report;
  const counts = Object.entries(predictions.states).filter(([, steps]) => steps > 0);
  const list = (values: Record<string, number>) =>
    Object.entries(values)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ');
  const taken = output?.isListening ? '; nothing is sent while others are listened for' : '';
  return [
    ['state', `${state ?? 'no prediction yet'}${reasons.length > 0 ? `: ${reasons.join(', ')}` : ''}`],
    ...(overdue.length > 0 ? [['late', overdue.join(', ')]] : []),
    [
      'predictions',
      `${predictions.rate.toFixed(1)}/s; ${counts.map(([name, steps]) => `${steps} ${name}`).join(', ')}`,
    ],
    [
      'latency',
      `p50 ${latencyMs.p50.toFixed(2)} ms, p99 ${latencyMs.p99.toFixed(2)} ms, max ${latencyMs.max.toFixed(1)} ms`,
    ],
    [
      'bus',
      links
        .map(({ name, state: link, overflows }) => `${name} ${link}${overflows > 0 ? `, ${overflows} overflows` : ''}`)
        .join('; '),
    ],
    [
      'frames',
      `${frames.total}, ${frames.wanted} of wanted messages${told(list(frames.faults))}${told(list(frames.overdue))}`,
    ],
    [
      'message',
      message && output
        ? `${message.id} (${message.format}) on ${message.interface}: ${output.sent} sent, ${output.replaced} replaced${taken}`
        : 'none is sent',
    ],
    ...errorRows(errors),
    ...outOfRange.map(({ told }) => ['out of range', told]),
    ['model', `${report.model.name} ${shortHash(report.model.sha256)} (${report.model.path})`],
    ...(report.trial ? [['trial', describeTrial(report.trial)]] : []),
    ['vehicle', `${report.vehicle}${report.parked ? ', parked' : ''}`],
    ['record', report.record ?? 'none'],
    [
      'run',
      `steercast ${report.version}, process ${report.pid}, up ${duration(report.uptimeSeconds)} (${report.config})`,
    ],
    ...(report.refusedReload === null ? [] : [['reload', `refused: ${report.refusedReload}`]]),
  ];
}

/** Of each predictor, of late. */
export const errorRows = (errors: LiveErrors | null | undefined): string[][] =>
  Object.entries(errors?.mae ?? {}).map(([name, steps]) => [
    `error, ${name}`,
    `${Array.from(steps, (deg) => deg.toFixed(2)).join('  ')} deg at the steps ahead`,
  ]);

/** Figures that are not there yet are null in JSON. */
function describeTrial({ sha256, phase, figures }: NonNullable<RunReport['trial']>): string {
  const { steps, scored, newMae, oldMae } = figures;
  const where = phase === 'shadow' ? 'in shadow' : 'in use, on probation';
  const errors = scored > 0 ? `MAE ${newMae.toFixed(3)} deg, the old one's ${oldMae.toFixed(3)} deg` : 'nothing scored';
  return `${shortHash(sha256)} ${where}: ${errors} over ${scored} of ${steps} steps`;
}

const told = (text: string) => (text ? `; ${text}` : '');

function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${Math.floor(seconds)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
